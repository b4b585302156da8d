### الإطار حول كل شاشة: التنقّل والبحث والأفعال العامة والأخطاء والقوائم الخالية والأعمار والوحدات.

app-name = برق للتوصيل
app-short = برق

## Rail

nav-label = التنقّل الرئيسي
nav-skip = تجاوز إلى المحتوى
rail-board = اللوحة
rail-map = الخريطة
rail-deliveries = التوصيلات
rail-routes = المسارات
rail-fleet = الأسطول
rail-zones = المناطق
rail-dashboard = المؤشرات
rail-exceptions = الاستثناءات
rail-sync = المزامنة
rail-settings = الإعدادات
rail-badge = { PLURAL($n) ->
    [zero] لا شيء مفتوح
    [one] واحد مفتوح
    [two] اثنان مفتوحان
    [few] { $n } مفتوحة
    [many] { $n } مفتوحًا
   *[other] { $n } مفتوح
}

## Top bar

hub-switch = تبديل المركز
hub-all = كل المراكز
hub-none = بلا مركز
service-date = يوم الخدمة
service-date-previous = اليوم السابق
service-date-next = اليوم التالي
service-date-today = الانتقال إلى اليوم
today = اليوم
yesterday = أمس
tomorrow = غدًا
carried-over = مرحّلة
carried-over-hint = عمل مفتوح من يوم سابق
carried-over-count = مرحّلة من أيام سابقة: { $n }
window-open = فتح في نافذة جديدة
user-menu = الحساب
user-sign-out = تسجيل الخروج
user-signed-in-as = مسجّل باسم { $name }

## Search and commands

search-label = البحث والأوامر
search-placeholder = ابحث أو نفّذ أمرًا
search-hint = المرجع أو الجوال أو الاسم أو العنوان أو الباركود
search-results = { PLURAL($n) ->
    [zero] لا نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $n } نتائج
    [many] { $n } نتيجة
   *[other] { $n } نتيجة
}
search-elsewhere = { $count } في { $hub }: افتح هناك
search-none = لا شيء يطابق «{ $text }». جرّب جزءًا من المرجع أو من رقم الجوال.
search-group-deliveries = التوصيلات
search-group-couriers = المناديب
search-group-actions = الأوامر
search-group-screens = الشاشات
search-open-delivery = فتح توصيلة هذا العميل
palette-title = الأوامر
palette-go = الانتقال إلى { $screen }
palette-help = ↑ ↓ للاختيار، Enter للتنفيذ، Esc للإغلاق

## Status bar

status-label = اليوم في لمحة
status-unassigned = { PLURAL($n) ->
    [zero] لا شيء غير مُسند
    [one] واحدة غير مُسندة
    [two] اثنتان غير مُسندتين
    [few] { $n } غير مُسندة
    [many] { $n } غير مُسندة
   *[other] { $n } غير مُسندة
}
status-couriers-on-shift = { PLURAL($n) ->
    [zero] لا مندوب في الوردية
    [one] مندوب واحد في الوردية
    [two] مندوبان في الوردية
    [few] { $n } مناديب في الوردية
    [many] { $n } مندوبًا في الوردية
   *[other] { $n } مندوب في الوردية
}
status-on-time = { $percent } في الموعد
status-late = { $n } متأخرة
status-at-risk = { $n } مهددة بالتأخر

## Generic actions

action-ok = حسنًا
action-cancel = إلغاء
action-close = إغلاق
action-save = حفظ
action-apply = تطبيق
action-confirm = تأكيد
action-continue = متابعة
action-back = رجوع
action-next = التالي
action-previous = السابق
action-done = تم
action-retry = إعادة المحاولة
action-refresh = تحديث
action-undo = تراجع
action-copy = نسخ
action-copied = نُسخ
action-export = تصدير
action-import = استيراد
action-open = فتح
action-edit = تعديل
action-add = إضافة
action-remove = إزالة
action-clear = مسح
action-reset = إعادة الضبط
action-select-all = تحديد الكل
action-select-none = إلغاء التحديد
action-more = أفعال أخرى
action-details = التفاصيل
action-show = إظهار
action-hide = إخفاء
action-expand = توسيع
action-collapse = طي
action-call = اتصال
action-filter = تصفية
action-sort = ترتيب
action-print = طباعة
action-choose-file = اختيار ملف
action-send = إرسال
yes = نعم
no = لا
none = لا شيء
all = الكل
any = أيّ
unknown = غير معروف
not-set = غير محدد
loading = جارٍ التحميل…
working = جارٍ التنفيذ…
saved = حُفظ
required = مطلوب
optional = اختياري
count-of = { $n } من { $total }
list-separator = { "، " }
dialog-label = مربع حوار
progress-label = التقدّم
progress-percent = أُنجز { $percent }
notices-label = التنبيهات
dismiss = صرف
language-en = English
language-ar = العربية

## Undo

undo-none = لا شيء للتراجع عنه
undo-offer = { $action }. هل تتراجع؟
undo-done = { PLURAL($n) ->
    [zero] لم يُتراجع عن شيء
    [one] تم التراجع عن عنصر واحد
    [two] تم التراجع عن عنصرين
    [few] تم التراجع عن { $n } عناصر
    [many] تم التراجع عن { $n } عنصرًا
   *[other] تم التراجع عن { $n } عنصر
}
undo-partly = تم التراجع عن { $ok } من { $total }. البقية غيّرها { $who } بعد ذلك فبقيت كما هي.
undo-refused = لم يتم التراجع: غيّرها { $who } بعد ذلك. لم يُكتب شيء.
undo-impossible = لا يمكن التراجع عن «{ $action }».

## Selection and bulk results

selected-count = { PLURAL($n) ->
    [zero] لا شيء محدد
    [one] واحدة محددة
    [two] اثنتان محددتان
    [few] { $n } محددة
    [many] { $n } محددة
   *[other] { $n } محددة
}
selected-elsewhere = { PLURAL($n) ->
    [zero] كل المحدد معروض هنا
    [one] واحدة محددة غير معروضة هنا ولا يشملها الأمر
    [two] اثنتان محددتان غير معروضتين هنا ولا يشملهما الأمر
    [few] { $n } محددة غير معروضة هنا ولا يشملها الأمر
    [many] { $n } محددة غير معروضة هنا ولا يشملها الأمر
   *[other] { $n } محددة غير معروضة هنا ولا يشملها الأمر
}
selected-none-shown = لا شيء من المحدد معروض هنا. لم يُنفّذ شيء.
selected-first = حُددت أول { $n } من أصل { $total }. لا يمكن تحديد أكثر من ذلك في مرة واحدة.
list-rest = { PLURAL($n) ->
    [zero] لا شيء غيرها
    [one] وواحدة غيرها
    [two] واثنتان غيرها
    [few] و{ $n } غيرها
    [many] و{ $n } غيرها
   *[other] و{ $n } غيرها
}
selection-deliveries = { PLURAL($n) ->
    [zero] لا توصيلات محددة
    [one] توصيلة واحدة محددة
    [two] توصيلتان محددتان
    [few] { $n } توصيلات محددة
    [many] { $n } توصيلة محددة
   *[other] { $n } توصيلة محددة
}
bulk-result = نُفّذ { $ok }، ولم يُنفّذ { $rejected }
bulk-all-done = { PLURAL($n) ->
    [zero] لا شيء لتنفيذه
    [one] نُفّذ على توصيلة واحدة
    [two] نُفّذ على التوصيلتين
    [few] نُفّذ على { $n } توصيلات كلها
    [many] نُفّذ على { $n } توصيلة كلها
   *[other] نُفّذ على { $n } توصيلة كلها
}
bulk-none-done = { PLURAL($n) ->
    [zero] لم يُنفّذ شيء. لم يُكتب شيء.
    [one] لم يُنفّذ. لم يُكتب شيء.
    [two] لم يُنفّذ على أيّ من التوصيلتين. لم يُكتب شيء.
    [few] لم يُنفّذ على أيّ من { $n } توصيلات. لم يُكتب شيء.
    [many] لم يُنفّذ على أيّ من { $n } توصيلة. لم يُكتب شيء.
   *[other] لم يُنفّذ على أيّ من { $n } توصيلة. لم يُكتب شيء.
}
bulk-results-title = النتيجة لكل توصيلة
bulk-too-many = الأمر الواحد يشمل { $max } توصيلة على الأكثر، والمحدد { $n }. حدد أقل ثم نفّذه من جديد.
bulk-working = { PLURAL($n) ->
    [zero] لا شيء لتسجيله
    [one] جارٍ تسجيل توصيلة واحدة…
    [two] جارٍ تسجيل توصيلتين…
    [few] جارٍ تسجيل { $n } توصيلات…
    [many] جارٍ تسجيل { $n } توصيلة…
   *[other] جارٍ تسجيل { $n } توصيلة…
}
bulk-not-sent = { PLURAL($n) ->
    [zero] أُرسلت كل التوصيلات.
    [one] لم تُرسل توصيلة واحدة ولم يتغيّر فيها شيء. أعد تنفيذ الأمر عليها.
    [two] لم تُرسل توصيلتان ولم يتغيّر فيهما شيء. أعد تنفيذ الأمر عليهما.
    [few] لم تُرسل { $n } توصيلات ولم يتغيّر فيها شيء. أعد تنفيذ الأمر عليها.
    [many] لم تُرسل { $n } توصيلة ولم يتغيّر فيها شيء. أعد تنفيذ الأمر عليها.
   *[other] لم تُرسل { $n } توصيلة ولم يتغيّر فيها شيء. أعد تنفيذ الأمر عليها.
}
pending = بانتظار الإرسال
pending-hint = مسجّل هنا ولم يؤكده الخادم بعد

## Shortcuts

shortcuts-title = اختصارات لوحة المفاتيح
shortcuts-global = في كل مكان
shortcuts-list = في القوائم
shortcuts-board = في اللوحة
shortcuts-map = في الخريطة
shortcut-help = إظهار هذه القائمة
shortcut-palette = البحث والأوامر
shortcut-undo = تراجع
shortcut-screen = الانتقال إلى الشاشة بهذا الرقم
shortcut-hub = تبديل المركز
shortcut-sync-now = المزامنة الآن
shortcut-new-window = فتح هذه الشاشة في نافذة جديدة
shortcut-next-row = الصف التالي
shortcut-previous-row = الصف السابق
shortcut-extend-selection = توسيع التحديد
shortcut-toggle-selection = تحديد الصف أو إلغاؤه
shortcut-select-all = تحديد كل المعروض
shortcut-open = فتح التفاصيل
shortcut-close = إغلاق أو رجوع
shortcut-assign = إسناد المحدد
shortcut-dispatch = إرسال المحدد
shortcut-cancel-delivery = إلغاء المحدد
shortcut-note = إضافة ملاحظة
shortcut-copy-phone = نسخ رقم الجوال
shortcut-copy-rows = نسخ الصفوف كجدول
shortcut-search-list = البحث في هذه القائمة
shortcut-import = استيراد ملف
shortcut-lasso = التحديد بالرسم
shortcut-zoom-fit = إظهار الكل

## Ages and durations

age-now = الآن
age-seconds = قبل { $n } ث
age-minutes = قبل { $n } د
age-hours = قبل { $n } س
age-days = { PLURAL($n) ->
    [zero] اليوم
    [one] قبل يوم
    [two] قبل يومين
    [few] قبل { $n } أيام
    [many] قبل { $n } يومًا
   *[other] قبل { $n } يوم
}
duration-seconds = { $n } ث
duration-minutes = { $n } د
duration-hours = { $n } س
duration-hours-minutes = { $h } س { $m } د
duration-days = { PLURAL($n) ->
    [zero] أقل من يوم
    [one] يوم واحد
    [two] يومان
    [few] { $n } أيام
    [many] { $n } يومًا
   *[other] { $n } يوم
}
in-minutes = بعد { $n } د
in-hours = بعد { $n } س
time-until = حتى { $time }
time-from = من { $time }
time-range = { $from } – { $to }

## Units

unit-sar = ر.س
unit-money = { $amount } ر.س
unit-minutes = د
unit-km = { $n } كم
unit-m = { $n } م
unit-kg = { $n } كجم
unit-g = { $n } جم
unit-litre = { $n } لتر
unit-percent = { $n }%
unit-bytes = { $n } بايت
unit-kilobytes = { $n } ك.ب
unit-megabytes = { $n } م.ب
unit-parcels = { PLURAL($n) ->
    [zero] بلا طرود
    [one] طرد واحد
    [two] طردان
    [few] { $n } طرود
    [many] { $n } طردًا
   *[other] { $n } طرد
}
unit-stops = { PLURAL($n) ->
    [zero] بلا وقفات
    [one] وقفة واحدة
    [two] وقفتان
    [few] { $n } وقفات
    [many] { $n } وقفة
   *[other] { $n } وقفة
}
unit-deliveries = { PLURAL($n) ->
    [zero] لا توصيلات
    [one] توصيلة واحدة
    [two] توصيلتان
    [few] { $n } توصيلات
    [many] { $n } توصيلة
   *[other] { $n } توصيلة
}
unit-couriers = { PLURAL($n) ->
    [zero] لا مناديب
    [one] مندوب واحد
    [two] مندوبان
    [few] { $n } مناديب
    [many] { $n } مندوبًا
   *[other] { $n } مندوب
}
unit-rows = { PLURAL($n) ->
    [zero] لا صفوف
    [one] صف واحد
    [two] صفان
    [few] { $n } صفوف
    [many] { $n } صفًا
   *[other] { $n } صف
}
unit-commands = { PLURAL($n) ->
    [zero] لا أوامر
    [one] أمر واحد
    [two] أمران
    [few] { $n } أوامر
    [many] { $n } أمرًا
   *[other] { $n } أمر
}
unit-attempts = { PLURAL($n) ->
    [zero] بلا محاولات
    [one] محاولة واحدة
    [two] محاولتان
    [few] { $n } محاولات
    [many] { $n } محاولة
   *[other] { $n } محاولة
}

## Empty lists

empty-title = لا شيء هنا
empty-deliveries = لا توصيلات في هذا اليوم بعد. أفلت ملفًا في أي مكان لاستيرادها.
empty-filtered = لا توصيلة تطابق هذه التصفية.
empty-clear-filters = مسح التصفية
empty-couriers = لا مناديب في هذا المركز بعد.
empty-couriers-on-shift = لا أحد في الوردية الآن.
empty-zones = لا مناطق بعد. أفلت ملف GeoJSON لاستيرادها.
empty-exceptions = لا استثناءات مفتوحة. كل شيء هادئ.
empty-notes = لا ملاحظات بعد.
empty-timeline = لم يحدث شيء بعد.
empty-attempts = لا محاولات بعد.
empty-outbox = لا شيء بانتظار الإرسال.
empty-history = لا تبادلات بعد.
empty-selection = حدد توصيلة لتراها هنا.
empty-routes = لا مسارات في هذا اليوم بعد.
empty-notifications = لا إشعارات.
empty-chart = لا أرقام لهذا اليوم بعد.

## Errors of the screens; those with a code are in api.ftl

error-title = حدث خلل
error-cancelled = أُوقف العمل. ما اكتمل قبل ذلك باقٍ.
error-map-webgl = تحتاج الخريطة إلى WebGL 2 وهو غير متاح في هذا الجهاز. كل القوائم تعمل من دونه.
error-copy = لم تقبل الحافظة هذا. لم يُنسخ شيء.
shortcuts-screens = الشاشات
error-page-fault = حدث خلل في هذه النافذة. ما سجّلته محفوظ. افتحها من جديد بالزر.
