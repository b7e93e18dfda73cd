import { TextLink } from '../ui/button.tsx';

/** One step of a way, with the pages where it is done; each opens beside this one, so that the steps stay in sight. */
export function CopyStep({ text, links }: { text: string; links: ReadonlyArray<{ label: string; href: string }> }) {
  return (
    <li>
      <p className="break-words">{text}</p>
      {links.length > 0 && (
        <p className="flex flex-wrap gap-x-5">
          {links.map(({ label, href }) => (
            <TextLink key={label} href={href} target="_blank">
              {label}
            </TextLink>
          ))}
        </p>
      )}
    </li>
  );
}
