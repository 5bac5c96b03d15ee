/**
 * 'Wi-Fi only', a setting of this phone: answers and small previews always go, whole pictures wait for Wi-Fi.
 *
 * Where the browser does not say what it is connected to, they wait until somebody says 'send now'.
 */

const KEY = "siap-wifi-only";
const FREE = ["wifi", "ethernet"];

/** Whether pictures wait for Wi-Fi on this phone. */
export const isWifiOnly = () => localStorage.getItem(KEY) === "yes";

/** Change the setting. */
export const setWifiOnly = (isOn) => localStorage.setItem(KEY, isOn ? "yes" : "no");

/** Whether the browser says what kind of connection it has. */
export const knowsConnection = () => typeof navigator.connection?.type === "string";

/** Whether whole pictures may go now. */
export const mayPicturesGo = () => !isWifiOnly() || FREE.includes(navigator.connection?.type);
