/** Where the phone is, followed while a visit is open and seen; never waited for. */

const FRESHEST = 600_000; // milliseconds; an older place says nothing about this photo

let last = null;
let watching = null;

/** Begin to listen, asking for leave if need be; the person may refuse, photos then carry no place. */
export function watchPlace() {
  if (watching !== null || !navigator.geolocation) return;
  const keep = ({ coords, timestamp }) => (last = { coords, timestamp });
  watching = navigator.geolocation.watchPosition(keep, () => {}, { enableHighAccuracy: true, maximumAge: 30_000 });
}

/** Listen from now on where leave was given before, and rest while nobody looks. */
export async function followPlace() {
  const leave = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (leave?.state === "granted") watchPlace();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && last) return watchPlace();
    navigator.geolocation?.clearWatch(watching);
    watching = null;
  });
}

/** { lat, lon, acc, age } in degrees, metres and seconds, or null when nothing fresh is known; zeros are no place. */
export function placeNow() {
  if (!last || Date.now() - last.timestamp > FRESHEST) return null;
  const { latitude: lat, longitude: lon, accuracy } = last.coords;
  if (lat === 0 && lon === 0) return null;
  return { lat, lon, acc: Math.round(accuracy), age: Math.max(0, Math.round((Date.now() - last.timestamp) / 1000)) };
}
