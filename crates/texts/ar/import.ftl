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
import-done-refused = { PLURAL($n) ->
    [zero] لم يُرفض أيّ صف
    [one] رُفض صف واحد
    [two] رُفض صفان
    [few] رُفضت { $n } صفوف
    [many] رُفض { $n } صفًا
   *[other] رُفض { $n } صف
}
import-goes-on = يستمر الاستيراد بعد إغلاق هذه النافذة، ويُظهر شريط الحالة مدى تقدّمه.
import-in-background = المتابعة في الخلفية
import-stopped = لم يكتمل الاستيراد. عدد ما دخل: { $n } من أصل { $total }.
import-unfinished = استيراد لم يكتمل: { PLURAL($n) ->
    [zero] لم يبقَ شيء
    [one] بقي صف واحد
    [two] بقي صفان
    [few] بقيت { $n } صفوف
    [many] بقي { $n } صفًا
   *[other] بقي { $n } صف
}
import-resume = استيراد الباقي
import-forget = ترك الباقي
import-show = عرض
import-past = الاستيرادات السابقة
import-past-none = لم يُستورد شيء إلى هذا المركز بعد.
import-past-rows = { PLURAL($n) ->
    [zero] لا صفوف في الملف
    [one] صف واحد في الملف
    [two] صفان في الملف
    [few] { $n } صفوف في الملف
    [many] { $n } صفًا في الملف
   *[other] { $n } صف في الملف
}
import-past-here = { PLURAL($n) ->
    [zero] لا توصيلات منه هنا
    [one] توصيلة واحدة منه هنا
    [two] توصيلتان منه هنا
    [few] { $n } توصيلات منه هنا
    [many] { $n } توصيلة منه هنا
   *[other] { $n } توصيلة منه هنا
}
import-past-to-come = { PLURAL($n) ->
    [zero] لم يبقَ شيء للاستيراد
    [one] بقي صف واحد للاستيراد
    [two] بقي صفان للاستيراد
    [few] بقيت { $n } صفوف للاستيراد
    [many] بقي { $n } صفًا للاستيراد
   *[other] بقي { $n } صف للاستيراد
}
import-past-undone = جرى التراجع عنه { $when }
import-undo = التراجع عن هذا الاستيراد
import-undo-cancel = التوقف هنا
import-undoing = جارٍ التراجع عن { $n } من { $total }
import-undo-stopped = توقّف التراجع. عدد ما أُزيل: { $n } من أصل { $total }، والباقي ما زال هنا.
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
    [one] واحدة عُدّلت بعد ذلك فتبقى
    [two] اثنتان عُدّلتا بعد ذلك فتبقيان
    [few] { $n } عُدّلت بعد ذلك فتبقى
    [many] { $n } عُدّلت بعد ذلك فتبقى
   *[other] { $n } عُدّلت بعد ذلك فتبقى
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
import-code-bad-amount = مبلغ الدفع عند الاستلام سالب أو لا يُقرأ على وجه اليقين
import-code-duplicate-ref = ورد المرجع من قبل في هذا الملف
import-code-swapped-coordinates = كان خط العرض مكان خط الطول، فصُحّح
import-code-unreadable-cell = خلية لا تمكن قراءتها
import-code-needs-geocode = عنوان بلا موقع: مسودة
import-code-already-imported = استُورد من قبل

## Zones in a file

import-zone-self-intersection = الحد يقطع نفسه أو يلامسها
import-zone-empty-geometry = بلا مساحة
import-zone-not-a-polygon = نقطة أو خط لا مضلّع
import-zone-bad-geometry = لا يمكن قراءة الإحداثيات
import-zone-outside-service-area = إحدى نقاطه ليست في السعودية
import-zone-too-many-points = نقاطها أكثر مما تحتمله منطقة
import-zone-ring-closed = كان الحد مفتوحًا، فأُغلق
import-zone-swapped-coordinates = كان خط العرض مكان خط الطول، فصُحّح
import-zone-repaired = كان الحد يقطع نفسه، فاعتُمد بعد إصلاحه
import-zone-same-name = في الملف منطقة أخرى بالاسم نفسه، فمُيّزت برقمها أو بحدّها
import-zone-unnamed = بلا اسم، فسُمّيت برقمها في الملف

## Files that cannot be read

import-error-empty = الملف فارغ. لم يُستورد شيء. احفظه من جديد من مصدره.
import-error-too-large = الملف أكبر من المسموح. لم يُستورد شيء. قسّمه.
import-error-unpacks-too-large = الملف بعد فك ضغطه أكبر من المسموح. لم يُستورد شيء. احفظ الورقة وحدها دون صور.
import-error-too-many-rows = صفوف الورقة أكثر من المسموح. لم يُستورد شيء. قسّمها.
import-error-too-many-columns = أعمدة الورقة أكثر من المسموح. لم يُستورد شيء. احذف ما لا يلزم.
import-error-not-a-spreadsheet = هذا ليس جدولًا. لم يُستورد شيء. صدّر الطلبات بصيغة CSV أو XLSX.
import-error-other-zones = هذه مناطق بصيغة لا تمكن قراءتها، مثل KML أو WKT. لم يُستورد شيء. احفظها بصيغة GeoJSON.
import-error-old-excel = هذا ملف Excel قديم أو محمي بكلمة مرور. لم يُستورد شيء. احفظه بصيغة XLSX دون كلمة مرور.
import-error-damaged = الملف تالف. لم يُستورد شيء. صدّره من جديد، وإن جاء بالبريد فنزّله مرة أخرى.
import-error-unknown-header = الأعمدة ليست أعمدة صيغة معروفة. لم يُستورد شيء. سمّ الأعمدة كما في Onfleet أو OptimoRoute أو Fleetbase.
import-error-zone-file = في هذا الملف مناطق لا توصيلات. لم يُستورد شيء. استورده كمناطق.
import-error-not-geo-json = هذا ليس GeoJSON. لم يُستورد شيء. صدّر المناطق بصيغة GeoJSON FeatureCollection.
import-error-no-zones = لا منطقة في الملف. لم يُستورد شيء. صدّر المناطق مضلّعات.
import-error-no-hub = اختر مركزًا أولًا. لم يُستورد شيء.
import-sample = الصفوف الأولى
import-zones = { PLURAL($n) ->
    [zero] لا مناطق ({ $n })
    [one] منطقة واحدة ({ $n })
    [two] منطقتان ({ $n })
    [few] { $n } مناطق
    [many] { $n } منطقة
   *[other] { $n } منطقة
}
import-more-problems = { PLURAL($n) ->
    [zero] لا صفوف أخرى للإصلاح.
    [one] صف آخر للإصلاح، تجده بعد الاستيراد في الاستثناءات.
    [two] صفان آخران للإصلاح، تجدهما بعد الاستيراد في الاستثناءات.
    [few] { $n } صفوف أخرى للإصلاح، تجدها بعد الاستيراد في الاستثناءات.
    [many] { $n } صفًا آخر للإصلاح، تجدها بعد الاستيراد في الاستثناءات.
   *[other] { $n } صف آخر للإصلاح، تجدها بعد الاستيراد في الاستثناءات.
}
import-problems-kept = { PLURAL($n) ->
    [zero] لا صفوف للإصلاح.
    [one] صف واحد للإصلاح محفوظ في الاستثناءات.
    [two] صفان للإصلاح محفوظان في الاستثناءات.
    [few] { $n } صفوف للإصلاح محفوظة في الاستثناءات.
    [many] { $n } صفًا للإصلاح محفوظة في الاستثناءات.
   *[other] { $n } صف للإصلاح محفوظة في الاستثناءات.
}
import-problems-exported = كُتبت الصفوف المطلوب إصلاحها في { $file }
import-error-unreadable = تعذّرت قراءة { $file }. لم يُستورد شيء. احفظه بصيغة CSV أو XLSX أو GeoJSON وأسقطه من جديد.

## What a column becomes

import-field-reference = المرجع
import-field-task-details = المرجع أو ملاحظة
import-field-kind = النوع
import-field-date = يوم الخدمة
import-field-priority = الأولوية
import-field-merchant = التاجر
import-field-pickup-address = عنوان الاستلام
import-field-pickup-address-2 = عنوان الاستلام، السطر الثاني
import-field-pickup-city = مدينة الاستلام
import-field-pickup-district = حي الاستلام
import-field-pickup-postal-code = الرمز البريدي للاستلام
import-field-pickup-phone = هاتف الاستلام
import-field-pickup-latitude = خط عرض الاستلام
import-field-pickup-longitude = خط طول الاستلام
import-field-name = المستلم
import-field-phone = الهاتف
import-field-instructions = التعليمات
import-field-address = العنوان
import-field-address-2 = العنوان، السطر الثاني
import-field-city = المدينة
import-field-district = الحي
import-field-postal-code = الرمز البريدي
import-field-short-address = العنوان الوطني المختصر
import-field-latitude = خط العرض
import-field-longitude = خط الطول
import-field-window-from = بداية النافذة
import-field-window-to = نهاية النافذة
import-field-windows = النوافذ
import-field-service-minutes = مدة الخدمة بالدقائق
import-field-parcels = الطرود
import-field-weight-kg = الوزن بالكيلوغرام
import-field-volume-m3 = الحجم بالمتر المكعب
import-field-skills = المهارات
import-field-barcodes = الباركود
import-field-cod = الدفع عند الاستلام
import-field-cod-currency = عملة الدفع عند الاستلام
import-field-kept = يُحفظ في ملاحظة
import-field-unused = لا يُستعمل

## What is wrong with a cell

import-why-three-decimals = ثلاثة أرقام بعد النقطة: قد تعني 1.250 ألفًا ومئتين وخمسين أو واحدًا وربعًا. اكتبها بلا نقطة أو برقمين بعدها
import-why-two-amounts = في عمودين مبلغان مختلفان للدفع عند الاستلام. اجعلهما واحدًا أو أفرغ أحدهما
import-why-no-result = معادلة ليست نتيجتها في الملف. اكتب القيمة، أو افتح الملف في برنامج جداول واحفظه
import-why-error-value = فشلت معادلة هنا. اكتب القيمة
import-why-merged = مدمجة مع الخلايا التي فوقها وقيمتها لها مجتمعة. اكتب نصيب هذا الصف منها
import-why-unclosed-quote = فُتحت هنا علامة اقتباس ولم تُغلق، فلا تُعرف الخلايا بعدها. احذف العلامة وراجع الصف
import-why-digits-lost = اختصر برنامج جداول هذا الرقم فضاعت خانات منه. اكتب الرقم كاملًا
import-why-day-and-month = قد يكون اليوم مكان الشهر: صفوف أخرى في الملف تكتبهما بالعكس. صحّح التاريخ واحذف علامة الاستفهام

## Days and sheets of a file

import-rows = { PLURAL($n) ->
    [zero] لا صفوف
    [one] صف واحد
    [two] صفان
    [few] { $n } صفوف
    [many] { $n } صفًا
   *[other] { $n } صف
}
import-days-ago = { PLURAL($n) ->
    [zero] اليوم
    [one] أمس
    [two] قبل يومين
    [few] قبل { $n } أيام
    [many] قبل { $n } يومًا
   *[other] قبل { $n } يوم
}
import-days-ahead = { PLURAL($n) ->
    [zero] اليوم
    [one] غدًا
    [two] بعد يومين
    [few] بعد { $n } أيام
    [many] بعد { $n } يومًا
   *[other] بعد { $n } يوم
}
import-day-odd = { $rows } بتاريخ { $day }، { $when }. راجع التواريخ قبل الاستيراد.
import-days-odd = { $rows } بتواريخ من { $from } إلى { $to }. راجع التواريخ قبل الاستيراد.
import-sheet-row = { $sheet }، الصف { $row }
import-sheet = { $name } ({ $rows })
import-sheet-hidden = { $name } (مخفية، { $rows })
import-sheets-read = أوراق قُرئت: { $sheets }
import-sheets-unread = أوراق لم تُقرأ: { $sheets }
import-sheets-unread-why = أعمدتها ليست أعمدة الورقة التي قُرئت. اجعل أعمدتها مثلها، أو احفظ كلًّا منها ملفًا وحده.
import-sheets-leave = الاستيراد دون الأوراق التي لم تُقرأ
import-sample-row = الموضع
