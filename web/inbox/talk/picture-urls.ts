/** Own pictures keep showing the local file after they were sent, so that nothing blinks while the server's copy comes. */
export type PictureUrls = { of(clientId: string, file?: Blob): string | null };

/** As many as a page may hold; the oldest go first. */
const most = 60;

export function openPictureUrls(): PictureUrls {
  const urls = new Map<string, string>();
  return {
    of: (clientId, file) => {
      const known = urls.get(clientId);
      if (known || !file) return known ?? null;
      const url = URL.createObjectURL(file);
      urls.set(clientId, url);
      const [oldest] = urls;
      if (urls.size > most && oldest) {
        URL.revokeObjectURL(oldest[1]);
        urls.delete(oldest[0]);
      }
      return url;
    },
  };
}
