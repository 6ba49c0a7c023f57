/** How a picture lies in the viewer: scale 1 fits the window; the point under the pointer stays under it while zooming. */
export type Zoom = { scale: number; x: number; y: number };
export const fitted: Zoom = { scale: 1, x: 0, y: 0 };
const largest = 8;

/** `at` is measured from the middle of the stage. */
export function zoomBy(zoom: Zoom, factor: number, at: { x: number; y: number } = { x: 0, y: 0 }): Zoom {
  const scale = Math.min(largest, Math.max(1, zoom.scale * factor));
  if (scale === 1) return fitted;
  const real = scale / zoom.scale;
  return { scale, x: at.x - (at.x - zoom.x) * real, y: at.y - (at.y - zoom.y) * real };
}

export const panBy = (zoom: Zoom, dx: number, dy: number): Zoom => (zoom.scale === 1 ? zoom : { ...zoom, x: zoom.x + dx, y: zoom.y + dy });
