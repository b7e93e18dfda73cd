import { Fragment } from 'react';

/** A directory or file: a line ends behind a slash, and within a name only where the name is longer than the line. */
export function PathText({ path }: { path: string }) {
  const names = path.split('/');
  return (
    <span className="wrap-anywhere">
      {names.map((name, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a name in a path is what it is.
        <Fragment key={index}>
          {name}
          {index < names.length - 1 && (
            <>
              /<wbr />
            </>
          )}
        </Fragment>
      ))}
    </span>
  );
}
