// Starts the page. When even that fails, says so in both languages instead of leaving a blank
// window: the catalogue of texts is inside the file that could not be loaded.
import start from "/ui.js";

// The map library is loaded when a map is first shown.
window.barq = { openMap: (...given) => import("/js/map.js").then((map) => map.open(...given)) };

start({ module_or_path: "/ui_bg.wasm" }).catch((error) => {
  console.error(error);
  const notice = document.createElement("main");
  notice.setAttribute("role", "alert");
  notice.style.cssText = "max-inline-size: 40rem; margin: 4rem auto; font: 15px/1.6 system-ui";
  for (const [lang, dir, text] of [
    ["en", "ltr", "The console could not start. Your data is kept. Close the window and open it again; if this stays, reinstall the console."],
    ["ar", "rtl", "تعذّر تشغيل وحدة التحكم. بياناتك محفوظة. أغلق النافذة وافتحها من جديد، وإن استمر ذلك فأعد تثبيت البرنامج."],
  ]) {
    const line = document.createElement("p");
    line.lang = lang;
    line.dir = dir;
    line.textContent = text;
    notice.append(line);
  }
  document.body.replaceChildren(notice);
});
