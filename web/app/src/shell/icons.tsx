// Line icons, 16 px, in the colour of the text.
const paths = {
  overview: 'M2.5 8L8 3l5.5 5M4 6.8v6.7h8V6.8M6.7 13.5V10h2.6v3.5',
  allocation: 'M2.5 2.5h11v11h-11zM7 2.5v11M7 7.5h6.5',
  assets: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
  queries: 'M2.5 2.5h11v11h-11zM5 6l2 2-2 2M8.5 10.5H11',
  prices:
    'M8 1.8v12.4M11 4.6C10.6 3.5 9.5 3 8 3 6.3 3 5 3.8 5 5.3c0 3.3 6.2 1.7 6.2 5.2 0 1.6-1.4 2.5-3.2 2.5-1.7 0-3-.7-3.4-2',
  gpu: 'M2.5 4.5h11v7h-11zM5 7h2.2v2H5zM9 7h2.2v2H9zM4.5 11.5v2M8 11.5v2M11.5 11.5v2',
  flow: 'M2 4.5c6 0 6 7 12 7M2 11.5c6 0 6-7 12-7M2 8h12',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  download: 'M8 2.5v7M5 7l3 3 3-3M2.5 11v2.5h11V11',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  link: 'M6.5 9.5l3-3M7.5 4.5l1-1a2.8 2.8 0 014 4l-1 1M8.5 11.5l-1 1a2.8 2.8 0 01-4-4l1-1',
  sun: 'M8 5.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13.2 9.6A5.6 5.6 0 016.4 2.8a5.6 5.6 0 106.8 6.8z',
  half: 'M8 2.5a5.5 5.5 0 100 11zM8 2.5a5.5 5.5 0 010 11',
  chevron: 'M4.5 6.5L8 10l3.5-3.5',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.3 10.3l3.2 3.2',
  plus: 'M8 3.5v9M3.5 8h9',
  up: 'M8 12.5v-9M4.5 7L8 3.5 11.5 7',
  left: 'M9.5 4.5L6 8l3.5 3.5',
  right: 'M6.5 4.5L10 8l-3.5 3.5',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  warning: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.3v.01',
  plug: 'M6 2v3M10 2v3M4.5 5h7v3a3.5 3.5 0 01-7 0zM8 11.5V14',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.35"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6.5" fill="#4a50e6" />
      <path d="M6.5 6.5h4.6v11H6.5z" fill="#fff" />
      <path d="M13 6.5h4.5v4.6H13z" fill="#fff" opacity=".62" />
      <path d="M13 13h4.5v4.5H13z" fill="#fff" opacity=".88" />
    </svg>
  );
}
