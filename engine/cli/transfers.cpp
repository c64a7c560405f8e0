// libcurl's multi interface behind two verbs: send, and wait for the next end.
#include "cli/transfers.h"

#include <algorithm>

#include <curl/curl.h>

namespace prorata::cli {
namespace {

constexpr long kConnectSeconds = 15;

struct EasyCloser {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct MultiCloser {
  void operator()(CURLM* multi) const { (void)curl_multi_cleanup(multi); }
};

std::string encoded(CURL* easy, const std::string& text) {
  char* escaped = curl_easy_escape(easy, text.data(), static_cast<int>(text.size()));
  const std::unique_ptr<char, void (*)(void*)> owned(escaped, curl_free);
  return escaped == nullptr ? std::string() : std::string(escaped);
}

Finished::How how_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return Finished::How::answered;
    case CURLE_OPERATION_TIMEDOUT:
      return Finished::How::late;
    case CURLE_WRITE_ERROR:
      return Finished::How::unwanted;
    default:
      return Finished::How::lost;
  }
}

}  // namespace

struct Transfers::Transfer {
  std::unique_ptr<CURL, EasyCloser> easy{curl_easy_init()};
  std::unique_ptr<curl_slist, ListCloser> headers;
  BodySink* sink = nullptr;
  std::size_t tag = 0;
  bool paused = false;

  static std::size_t take(char* bytes, std::size_t one, std::size_t size, void* self) {
    auto* transfer = static_cast<Transfer*>(self);
    transfer->paused = !transfer->sink->ready();
    if (transfer->paused) return CURL_WRITEFUNC_PAUSE;
    long status = 0;
    (void)curl_easy_getinfo(transfer->easy.get(), CURLINFO_RESPONSE_CODE, &status);
    const bool wanted = transfer->sink->body(static_cast<int>(status), {bytes, one * size});
    return wanted ? one * size : 0;
  }
};

class Transfers::Impl {
 public:
  explicit Impl(const Server& server) : server_(server) {}
  ~Impl() {
    for (const auto& transfer : running_) (void)curl_multi_remove_handle(multi_.get(), transfer->easy.get());
  }

  void post(std::string_view path, const Form& form, BodySink& sink, std::size_t tag) {
    auto transfer = std::make_unique<Transfer>();
    transfer->sink = &sink;
    transfer->tag = tag;
    CURL* easy = transfer->easy.get();
    std::string fields;
    for (const auto& [name, value] : form)
      fields += (fields.empty() ? "" : "&") + encoded(easy, name) + "=" + encoded(easy, value);

    (void)curl_easy_setopt(easy, CURLOPT_URL, (server_.base + std::string(path)).c_str());
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(fields.size()));
    (void)curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, fields.data());
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "prorata/" PRORATA_VERSION);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(server_.timeout.count()));
    (void)curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L * 1024L);
    // An empty text asks for every packing that libcurl knows, and unpacks it.
    if (server_.compressed) (void)curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    if (!server_.user.empty()) (void)curl_easy_setopt(easy, CURLOPT_USERPWD, server_.user.c_str());
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::take);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
    add_headers(*transfer);
    (void)curl_multi_add_handle(multi_.get(), easy);
    running_.push_back(std::move(transfer));
  }

  [[nodiscard]] std::size_t in_flight() const { return running_.size(); }

  std::optional<Finished> next(Duration wait) {
    int active = 0;
    for (const auto& transfer : running_) resume(*transfer);
    (void)curl_multi_perform(multi_.get(), &active);
    if (auto finished = take_finished()) return finished;
    // Its sink is full: there is nothing to wait for but the sink.
    if (std::any_of(running_.begin(), running_.end(), [](const auto& each) { return each->paused; })) return {};
    (void)curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait.count()), nullptr);
    (void)curl_multi_perform(multi_.get(), &active);
    return take_finished();
  }

 private:
  static void resume(Transfer& transfer) {
    if (!transfer.paused || !transfer.sink->ready()) return;
    transfer.paused = false;
    (void)curl_easy_pause(transfer.easy.get(), CURLPAUSE_CONT);
  }
  void add_headers(Transfer& transfer) const {
    curl_slist* list = curl_slist_append(nullptr, "Expect:");  // no round trip before the body
    for (const std::string& header : server_.headers) list = curl_slist_append(list, header.c_str());
    transfer.headers.reset(list);
    (void)curl_easy_setopt(transfer.easy.get(), CURLOPT_HTTPHEADER, list);
  }

  std::optional<Finished> take_finished() {
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi_.get(), &left);
    if (message == nullptr || message->msg != CURLMSG_DONE) return std::nullopt;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    long status = 0;
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    const auto found =
        std::find_if(running_.begin(), running_.end(), [&](const auto& each) { return each->easy.get() == easy; });
    curl_off_t wait = 0;
    (void)curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait);
    Finished finished{(*found)->tag, how_of(code), static_cast<int>(status), curl_easy_strerror(code),
                      std::chrono::seconds(wait)};
    (void)curl_multi_remove_handle(multi_.get(), easy);
    running_.erase(found);
    return finished;
  }

  const Server& server_;
  std::unique_ptr<CURLM, MultiCloser> multi_{curl_multi_init()};
  std::vector<std::unique_ptr<Transfer>> running_;
};

Transfers::Transfers(const Server& server) {
  (void)curl_global_init(CURL_GLOBAL_DEFAULT);
  impl_ = std::make_unique<Impl>(server);
}
Transfers::~Transfers() = default;
void Transfers::post(std::string_view path, const Form& form, BodySink& sink, std::size_t tag) {
  impl_->post(path, form, sink, tag);
}
std::size_t Transfers::in_flight() const {
  return impl_->in_flight();
}
std::optional<Finished> Transfers::next(Duration wait) {
  return impl_->next(wait);
}

}  // namespace prorata::cli
