// Cells that the tables of assets share.

export const Head = ({ text }: { readonly text: string }) => (
  <th scope="col" className="num">
    {text}
  </th>
);

/** The machine's own part stands out; the domain, mostly the same for all, gives way where room is short. */
export function AssetName({ name }: { readonly name: string }) {
  const dot = name.indexOf('.');
  const [host, domain] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  return (
    <span className="node-name" title={name}>
      <span>{host}</span>
      {domain ? <span className="faint">{domain}</span> : null}
    </span>
  );
}
