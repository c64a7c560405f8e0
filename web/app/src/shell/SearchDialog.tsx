// The dialog in which names are found.
import { localeNow, texts } from '../words/words.ts';
import { CloseButton, Dialog } from './Dialog.tsx';
import { searchOpen } from './dialogs.ts';
import { loadSearch } from './later.ts';
import { Part } from './Part.tsx';

const close = (): void => {
  searchOpen.value = false;
};

export function SearchDialog() {
  return (
    <Dialog open={searchOpen.value} close={close} className="connect search" title="search-title">
      <div className="connect-body">
        <CloseButton close={close} />
        <h2 id="search-title" className="hidden">
          {texts.value('search.title')}
        </h2>
        <Part load={loadSearch}>{({ Search }) => <Search locale={localeNow.value} />}</Part>
      </div>
    </Dialog>
  );
}
