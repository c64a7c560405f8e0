// Text that does not fit where it stands.

/**
 * What is cut off on the page as it is now, one line each: text whose box hides a part of it and that nothing says in full.
 * Figures are never cut off. Anything else may be where a title, its own or one around it, or a label has all of it.
 */
export function cutTexts(page) {
  return page.evaluate(() => {
    const isShown = (element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && getComputedStyle(element).visibility === 'visible';
    };
    const hides = ({ overflowX, overflowY }) =>
      [overflowX, overflowY].some((way) => way === 'hidden' || way === 'clip');
    const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    /** The box of the text itself: scrollWidth counts what only scrolls, too. */
    const widthOf = (element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect().width;
    };
    const isSaid = (element, text) => {
      const words = text.split(/\s+/);
      for (let one = element; one !== null && one !== document.body; one = one.parentElement) {
        const said = `${one.title} ${one.getAttribute('aria-label') ?? ''}`;
        if (words.every((word) => said.includes(word))) return true;
        if (one.matches('details, [tabindex="0"].scroll')) return true;
      }
      return false;
    };
    return [...document.querySelectorAll('body *')].flatMap((element) => {
      const style = getComputedStyle(element);
      if (!hasText(element) || !isShown(element) || element.closest('.hidden, .skip, svg, canvas')) return [];
      // The nearest box that hides, and is a line of text rather than a part of the page.
      let box = element;
      for (let up = 0; up < 3 && box && !hides(getComputedStyle(box)); up += 1) box = box.parentElement;
      if (!box || !hides(getComputedStyle(box)) || style.position === 'fixed') return [];
      const text = element.innerText.trim();
      const { left, right } = box.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(element);
      const inside = range.getBoundingClientRect();
      const cut = box.scrollWidth > box.clientWidth + 1 || inside.right > right + 1 || inside.left < left - 1;
      if (!cut || text === '' || widthOf(element) === 0) return [];
      const isFigure = /^[−-]?[^\p{L}\s]?[\d.,]+%?$/u.test(text);
      if (!isFigure && isSaid(element, text)) return [];
      return [
        `${element.tagName}.${element.className}: ${text} (${box.className} ${box.clientWidth} of ${box.scrollWidth})`,
      ];
    });
  });
}

/** Controls that lie over each other, one line per pair. What floats above the page may. */
export function overlaps(page) {
  return page.evaluate(() => {
    const floats = (element) => {
      for (let one = element; one !== null; one = one.parentElement) {
        if (['fixed', 'sticky'].includes(getComputedStyle(one).position)) return true;
      }
      return false;
    };
    const controls = [...document.querySelectorAll('button, a, input, select, textarea, summary, h1, h2')].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) && !element.closest('.hidden, .skip') && !floats(element),
    );
    /** What is seen of it, where it stands in something that scrolls. */
    const boxOf = (element) => {
      let { left, right, top, bottom } = element.getBoundingClientRect();
      for (let one = element.parentElement; one !== null && one !== document.body; one = one.parentElement) {
        if (getComputedStyle(one).overflowX === 'visible') continue;
        const around = one.getBoundingClientRect();
        [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
        [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
      }
      return { left, right, top, bottom };
    };
    const boxes = controls.map(boxOf);
    const found = [];
    for (const [place, one] of boxes.entries()) {
      for (let other = place + 1; other < boxes.length; other += 1) {
        const [width, height] = [
          Math.min(one.right, boxes[other].right) - Math.max(one.left, boxes[other].left),
          Math.min(one.bottom, boxes[other].bottom) - Math.max(one.top, boxes[other].top),
        ];
        const isInside = controls[place].contains(controls[other]) || controls[other].contains(controls[place]);
        if (width > 2 && height > 2 && !isInside) {
          found.push(`${controls[place].outerHTML.slice(0, 80)} over ${controls[other].outerHTML.slice(0, 80)}`);
        }
      }
    }
    return found;
  });
}
