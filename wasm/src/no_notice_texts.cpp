// In place of core's table of texts: JavaScript adds what a notice says (client/src/notices.ts), so that the engine
// need not carry it.
#include "core/notice.h"

namespace prorata {

NoticeTexts NoticeKind::texts() const {
  return {};
}

}  // namespace prorata
