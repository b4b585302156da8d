### استيراد الملفات.

import-title = استيراد
import-drop-here = أفلت الملف لاستيراده
import-drop-hint = CSV أو XLSX أو GeoJSON. لا يُستورد شيء قبل أن ترى المعاينة.
import-choose-file = اختيار ملف
import-reading = جارٍ قراءة { $file }…
import-preview = معاينة
import-recognised = عُرف على أنه { $format }
import-format-onfleet = جدول Onfleet
import-format-optimoroute = طلبات OptimoRoute
import-format-fleetbase = طلبات Fleetbase
import-format-geojson = مناطق GeoJSON
import-format-kml = مناطق KML
import-format-wkt = مناطق WKT
import-mapping = الأعمدة
import-mapping-file = في الملف
import-mapping-field = يصبح
import-mapping-unknown = يُحفظ في ملاحظة
import-service-date = يوم الخدمة
import-merchant = التاجر
import-accepted = مقبولة: { $n }
import-drafts = منها مسودات: { $n }
import-quarantined = بحاجة إلى إصلاح: { $n }
import-skipped = موجودة من قبل: { $n }
import-warnings = بتنبيه: { $n }
import-start = { PLURAL($n) ->
    [zero] لا شيء للاستيراد
    [one] استيراد صف واحد
    [two] استيراد صفين
    [few] استيراد { $n } صفوف
    [many] استيراد { $n } صفًا
   *[other] استيراد { $n } صف
}
import-running = جارٍ استيراد { $n } من { $total }
import-cancel = إيقاف الاستيراد
import-done = { PLURAL($n) ->
    [zero] لا جديد: كل شيء كان موجودًا
    [one] استُوردت توصيلة واحدة
    [two] استُوردت توصيلتان
    [few] استُوردت { $n } توصيلات
    [many] استُوردت { $n } توصيلة
   *[other] استُوردت { $n } توصيلة
}
import-done-zones = { PLURAL($n) ->
    [zero] لا مناطق جديدة
    [one] استُوردت منطقة واحدة
    [two] استُوردت منطقتان
    [few] استُوردت { $n } مناطق
    [many] استُوردت { $n } منطقة
   *[other] استُوردت { $n } منطقة
}
import-done-skipped = { PLURAL($n) ->
    [zero] لم يكن أيّ منها موجودًا
    [one] واحدة كانت موجودة
    [two] اثنتان كانتا موجودتين
    [few] { $n } كانت موجودة
    [many] { $n } كانت موجودة
   *[other] { $n } كانت موجودة
}
import-cancelled = أُوقف الاستيراد. { PLURAL($n) ->
    [zero] لم يُستورد شيء.
    [one] استُورد صف واحد قبل ذلك، ويمكن التراجع عنه.
    [two] استُورد صفان قبل ذلك، ويمكن التراجع عنهما.
    [few] استُوردت { $n } صفوف قبل ذلك، ويمكن التراجع عنها.
    [many] استُورد { $n } صفًا قبل ذلك، ويمكن التراجع عنها.
   *[other] استُورد { $n } صف قبل ذلك، ويمكن التراجع عنها.
}
import-undo = التراجع عن هذا الاستيراد
import-undone = { PLURAL($n) ->
    [zero] لم تُزل أيّ توصيلة
    [one] أُزيلت توصيلة واحدة
    [two] أُزيلت توصيلتان
    [few] أُزيلت { $n } توصيلات
    [many] أُزيلت { $n } توصيلة
   *[other] أُزيلت { $n } توصيلة
}
import-undo-kept = { PLURAL($n) ->
    [zero] لم يبقَ منها شيء
    [one] واحدة مُسّت بعد ذلك فبقيت
    [two] اثنتان مُسّتا بعد ذلك فبقيتا
    [few] { $n } مُسّت بعد ذلك فبقيت
    [many] { $n } مُسّت بعد ذلك فبقيت
   *[other] { $n } مُسّت بعد ذلك فبقيت
}
import-repair-title = صفوف بحاجة إلى إصلاح
import-repair-hint = صحّح الخلية المعلّمة وأعد محاولة الصف، أو صدّر الصفوف بأسبابها.
import-repair-retry = إعادة محاولة الصف
import-repair-retry-all = إعادة محاولة الكل
import-repair-export = تصدير مع الأسباب
import-repair-dismiss = صرف النظر عن الصف
import-repair-ok = استُورد الصف { $row }
import-row = الصف { $row }
import-reason-column = السبب
import-unknown-columns = أعمدة تُحفظ في ملاحظة: { $columns }
import-repaired = { PLURAL($n) ->
    [zero] لم يُصلح أيّ صف
    [one] أُصلح صف واحد
    [two] أُصلح صفان
    [few] أُصلحت { $n } صفوف
    [many] أُصلح { $n } صفًا
   *[other] أُصلح { $n } صف
}

## Verdicts per row

import-verdict-accepted = مقبول
import-verdict-draft = مسودة
import-verdict-quarantined = بحاجة إلى إصلاح
import-verdict-skipped = موجود من قبل
import-code-bad-phone = لا رقم جوال يمكن قراءته
import-code-no-location = لا عنوان ولا موقع
import-code-outside-service-area = الموقع ليس في المملكة العربية السعودية
import-code-bad-window = النافذة تنتهي قبل أن تبدأ أو لا يمكن قراءتها
import-code-bad-amount = مبلغ الدفع عند الاستلام سالب أو ليس رقمًا
import-code-duplicate-ref = ورد المرجع من قبل في هذا الملف
import-code-swapped-coordinates = كان خط العرض مكان خط الطول، فصُحّح
import-code-needs-geocode = عنوان بلا موقع: مسودة
import-code-already-imported = استُورد من قبل
import-code-bad-date = لا يمكن قراءة التاريخ
import-code-bad-polygon = المضلّع يقطع نفسه أو ليس مغلقًا
import-code-missing-name = بلا اسم
import-code-missing-ref = بلا مرجع
import-code-bad-coordinates = لا يمكن قراءة الإحداثيات

## Files that cannot be read

import-error-not-a-spreadsheet = { $file } ليس جدولًا. لم يُستورد شيء. احفظه بصيغة CSV أو XLSX وأفلته من جديد.
import-error-unknown-format = أعمدة { $file } غير معروفة. لم يُستورد شيء. قارن صف العناوين بإحدى الصيغ المعروفة.
import-error-empty = { $file } فارغ. لم يُستورد شيء.
import-error-encoding = تعذّرت قراءة نص { $file }. لم يُستورد شيء. احفظه بترميز UTF-8.
import-error-too-large = { $file } أكبر من { $max }. لم يُستورد شيء. قسّمه.
import-error-bad-geojson = { $file } ليس GeoJSON صحيحًا. لم يُستورد شيء.
import-error-no-hub = اختر مركزًا أولًا. لم يُستورد شيء.
