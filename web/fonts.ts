/** Pretendard's own subset files: 92 parts by Unicode range, so a page loads only those it needs. After the first paint: text never waits. */
export function loadFonts(): void {
  requestAnimationFrame(() => setTimeout(() => void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'), 0));
}
