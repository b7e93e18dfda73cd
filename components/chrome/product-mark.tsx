/** Our own mark: two equal halves and the mirror between them. */
export function ProductMark() {
  return (
    <svg viewBox="0 0 32 32" className="size-8 shrink-0" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#333695" />
      <path d="M7 8h6v16H7z" fill="#fff" />
      <path d="M19 8h6v16h-6z" fill="#00afa9" />
      <path d="M15.2 5h1.6v22h-1.6z" fill="#fff" opacity=".75" />
    </svg>
  );
}
