/** The fixed box of a picture, from its known size, so that nothing moves when it arrives. */
const longest = { width: 320, height: 360 };
const shortest = 120;

export function pictureBox({ width, height }: { width: number | null; height: number | null }): { width: number; height: number } {
  if (!width || !height) return { width: 280, height: 210 };
  const scale = Math.min(1, longest.width / width, longest.height / height);
  return { width: Math.max(shortest, Math.round(width * scale)), height: Math.max(shortest * 0.6, Math.round(height * scale)) };
}
