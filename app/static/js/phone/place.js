/** Where the phone is: asked for with the first photo, and never waited for. */

const FRESHEST = 120_000; // milliseconds; an older place says nothing about this photo

let last = null;
let watching = false;

/** Begin to listen; the person may refuse, photos then carry no place. */
export function watchPlace() {
  if (watching || !navigator.geolocation) return;
  watching = true;
  const keep = ({ coords, timestamp }) => (last = { coords, timestamp });
  navigator.geolocation.watchPosition(keep, () => {}, { enableHighAccuracy: true, maximumAge: 30_000 });
}

/** { lat, lon, acc } in degrees and metres, or null when nothing fresh is known. */
export function placeNow() {
  if (!last || Date.now() - last.timestamp > FRESHEST) return null;
  const { latitude, longitude, accuracy } = last.coords;
  return { lat: latitude, lon: longitude, acc: Math.round(accuracy) };
}
