// What the page says of a rate begins at the price as somebody wrote it, in its own unit and currency.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const { en, firstEnglish, laterEnglish, locale, pageChinese, rateLine, translator, uiChinese } = await pageCode();
const speaks = {
  en: [
    locale({ language: 'en', words: en, currency: 'USD', timeZone: 'UTC' }),
    translator({ ...firstEnglish, ...laterEnglish }, 'en'),
  ],
  'zh-CN': [
    locale({ language: 'zh-CN', words: uiChinese, currency: 'USD', timeZone: 'UTC' }),
    translator(pageChinese, 'zh-CN'),
  ],
};
const line = (language, rate, unit) => rateLine({ start: '', currency: 'USD', ...rate }, unit, ...speaks[language]);

// 7.3 a month over 730 hours; of 1 GB over 0.931 GiB.
const disk = { listed: 0.01, of: 'GiB', written: 7.3, writtenUnit: 'GiB-month', writtenHours: 730, rate: 0.01 };
const memory = {
  ...{ listed: 0.0107374, of: 'GiB', written: 7.3, writtenUnit: 'GB-month' },
  ...{ writtenHours: 730, writtenGib: 0.9313226, rate: 0.0107374 },
};
const yuan = {
  ...{ currency: 'CNY', listed: 2, of: 'node', written: 1460, writtenUnit: 'month', writtenHours: 730 },
  ...{ exchangeRate: 0.14, capacity: 4, split: { whole: 0.28, weight: 1, weights: 2, part: 0.14 }, rate: 0.035 },
};
const cases = [
  ['en', disk, 'GiB-hour', '7.30 USD per GiB-month ÷ 730 hours of a month = $0.01 per GiB-hour'],
  [
    'en',
    memory,
    'GiB-hour',
    '7.30 USD per GB-month ÷ 730 hours of a month ÷ 0.9313226 GiB of a GB = $0.0107374 per GiB-hour',
  ],
  [
    'en',
    yuan,
    'core-hour',
    '1,460.00 CNY a month for the node ÷ 730 hours of a month × 0.14 (exchange rate) = $0.28, 50.0% of it = $0.14 for 4 core = $0.035 per core-hour',
  ],
  ['zh-CN', disk, 'GiB-hour', '每 GiB·月 7.30 USD ÷ 每月 730 小时 = 每 GiB·小时 $0.01'],
  // Written per hour and unit it is the rate: there is nothing to say.
  ['en', { listed: 0.01, of: 'core', rate: 0.01 }, 'core-hour', null],
];
for (const [language, rate, unit, said] of cases) {
  test(`${language}: ${rate.writtenUnit ?? 'per hour'}`, () => assert.equal(line(language, rate, unit), said));
}
