// Writes what the notices of the engine say as C++, for programs whose stages go without: node tools/notice-texts.mjs OUT
import { writeFileSync } from 'node:fs';

import { noticeTexts } from './lib/notice-texts.mjs';

const rows = noticeTexts().map((texts) => `    {${texts.map((text) => JSON.stringify(text)).join(', ')}},`);
writeFileSync(
  process.argv[2],
  `#include "core/notice.h"

namespace prorata {
namespace {

struct Said {
  std::string_view id, message, fix;
};
constexpr Said kAll[] = {
${rows.join('\n')}
};

}  // namespace

NoticeTexts NoticeKind::texts() const {
  for (const Said& said : kAll) {
    if (said.id == id) return {said.message, said.fix};
  }
  return {};
}

}  // namespace prorata
`,
);
