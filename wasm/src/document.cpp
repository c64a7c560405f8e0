// The page's engine reads only JSON that programs wrote; the parser that explains what people write is in files.wasm.
#include "core/document.h"

namespace prorata {

Result<Document> read_document(std::string_view json, std::string_view file_name) {
  return read_small_document(json, file_name);
}

}  // namespace prorata
