// The ingest benchmark's WebAssembly half: makes the documents and parses what ingest_bench.mjs writes into its memory.
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <emscripten/emscripten.h>

#include "bench/ingest_columns.h"
#include "bench/ingest_documents.h"
#include "ingest/response_parser.h"

namespace {

/// A C interface has nowhere else to keep what a call leaves for the next one.
struct Bench {
  std::string document;
  std::vector<char> chunk;
  prorata::bench::Columns columns;
  prorata::bench::ColumnSink sink{columns};
  std::unique_ptr<prorata::ingest::ResponseParser> parser;
};
Bench& bench() {
  static Bench state;
  return state;
}

}  // namespace

extern "C" {

/// The name of a shape, null behind the last one.
EMSCRIPTEN_KEEPALIVE const char* bench_shape(int index) {
  const auto& shapes = prorata::bench::kShapes;
  return static_cast<std::size_t>(index) < shapes.size() ? shapes[static_cast<std::size_t>(index)].data() : nullptr;
}

EMSCRIPTEN_KEEPALIVE const char* bench_make(int shape, double bytes) {
  bench().document = prorata::bench::make_document(bench_shape(shape), static_cast<std::size_t>(bytes));
  return bench().document.data();
}
EMSCRIPTEN_KEEPALIVE double bench_made() {
  return static_cast<double>(bench().document.size());
}
EMSCRIPTEN_KEEPALIVE void bench_forget() {
  std::string().swap(bench().document);
}

/// Where bench_write expects its bytes.
EMSCRIPTEN_KEEPALIVE char* bench_chunk(int size) {
  bench().chunk.resize(static_cast<std::size_t>(size));
  return bench().chunk.data();
}
EMSCRIPTEN_KEEPALIVE void bench_begin() {
  bench().columns.clear();
  bench().parser = std::make_unique<prorata::ingest::ResponseParser>(bench().sink);
}
EMSCRIPTEN_KEEPALIVE int bench_write(int size) {
  return bench().parser->write({bench().chunk.data(), static_cast<std::size_t>(size)}).has_value() ? 1 : 0;
}
/// How many samples there were, -1 after an error.
EMSCRIPTEN_KEEPALIVE double bench_finish() {
  const auto summary = bench().parser->finish();
  return summary ? static_cast<double>(summary->samples) : -1;
}
/// A sum that JavaScript can compute too.
EMSCRIPTEN_KEEPALIVE double bench_sum() {
  double sum = 0;
  for (const double value : bench().columns.values) sum += value;
  for (const std::int64_t time : bench().columns.times) sum += static_cast<double>(time % 1'000'000);
  return sum;
}
}
