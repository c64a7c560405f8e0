// What the unit tests look at.
export * from '@prorata/ui';
export { zh as uiChinese } from '@prorata/ui/words/zh';
export { basicAuthorization, isLoopback, isPrivateHost, metricsAddress } from '../../../web/app/src/connect/address.ts';
export { classify, classifyNetwork } from '../../../web/app/src/connect/trouble.ts';
export { coverageOf, graphAddress } from '../../../web/app/src/load/asked.ts';
export { feedsOf } from '../../../web/app/src/load/effects.ts';
export { headReader } from '../../../web/app/src/load/heads.ts';
export { missingFrom, speaksOfMissing } from '../../../web/app/src/load/missing.ts';
export { firstFigures, useLast } from '../../../web/app/src/load/first.ts';
export { addressSpaceFor, noTraffic, reasonOf, refusalText, watchedSession } from '../../../web/app/src/load/watch.ts';
export { rateLine } from '../../../web/app/src/views/rates.ts';
export { crumbs, drillInto } from '../../../web/ui/src/drill.ts';
export { formatFilter, parseFilter, parseParts } from '../../../web/ui/src/filter.ts';
export { formatLink, parseLink } from '../../../web/app/src/state/url.ts';
export {
  charts,
  drawers,
  flows,
  idlePolicies,
  idleScopes,
  idleSplits,
  initialView,
  languages,
  methods,
  modes,
  weekDays,
  priceLists,
  steps,
  themes,
  views,
} from '../../../web/app/src/state/view.ts';
export {
  datesOf,
  localInstant,
  localText,
  rangeOfDates,
  shifted,
  shiftedWithin,
  withBefore,
} from '../../../web/app/src/state/window.ts';
export { en as firstEnglish } from '../../../web/app/src/words/en.ts';
export { later as laterEnglish } from '../../../web/app/src/words/en-later.ts';
export { term } from '../../../web/app/src/words/terms.ts';
export { zhDiagnostics } from '../../../web/app/src/words/zh-diagnostics.ts';
export { zh as pageChinese } from '../../../web/app/src/words/zh.ts';
export { joined, piecesOf, seriesIn } from '../../../web/app/src/kept/pieces.ts';
export { mostBytes, superfluous } from '../../../web/app/src/kept/store.ts';
export { priceText } from '../../../web/app/src/state/scenario.ts';
