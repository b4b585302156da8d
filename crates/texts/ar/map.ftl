### الخريطة.

map-title = الخريطة
map-label = خريطة المناطق والتوصيلات والمناديب
map-zones = المناطق
map-couriers = المناديب
map-deliveries = التوصيلات
map-routes = المسارات
map-lasso = تحديد بالرسم
map-lasso-hint = ارسم حول التوصيلات لتحديدها
map-fit = إظهار الكل
map-zoom-in = تكبير
map-zoom-out = تصغير
map-second-window = فتح الخريطة في نافذة مستقلة
map-cluster = { PLURAL($n) ->
    [zero] لا توصيلات هنا
    [one] توصيلة واحدة هنا
    [two] توصيلتان هنا
    [few] { $n } توصيلات هنا
    [many] { $n } توصيلة هنا
   *[other] { $n } توصيلة هنا
}
map-no-basemap = لا خريطة أساسية. اختر واحدة من الإعدادات.
map-basemap-failed = تعذّرت قراءة الخريطة الأساسية. تُعرض المناطق والنقاط على أرضية سادة.
map-position-age = الموقع { $age }
map-position-old = موقع قديم { $age }
map-no-positions = لا مواقع بعد
map-selected = { PLURAL($n) ->
    [zero] لا شيء محدد
    [one] واحدة محددة
    [two] اثنتان محددتان
    [few] { $n } محددة
    [many] { $n } محددة
   *[other] { $n } محددة
}
map-not-possible = «{ $command }» غير ممكن لأيّ مما هو محدد هنا.
map-show-list = عرض كقائمة
map-failed = تعذّر تشغيل الخريطة. القوائم بجانبها تعمل؛ افتح الشاشة من جديد لإعادة المحاولة.
map-zoom = التكبير
map-parts = ما تعرضه الخريطة
map-panel = على الخريطة
map-actions = ما يُفعل بالمحدد
map-tab-selected = المحددة
map-selection-hint = انقر توصيلة، أو اضغط L وارسم حول عدة توصيلات. يضيف Ctrl أو Shift إلى التحديد.
map-no-position = لا موقع بعد
map-next-stops = الوقفات التالية
map-select-theirs = { PLURAL($n) ->
    [zero] لا توصيلات مفتوحة
    [one] تحديد التوصيلة المفتوحة
    [two] تحديد التوصيلتين المفتوحتين
    [few] تحديد { $n } توصيلات مفتوحة
    [many] تحديد { $n } توصيلة مفتوحة
   *[other] تحديد { $n } توصيلة مفتوحة
}
map-keys-pan = تحريك الخريطة
map-keys-zoom = تكبير الخريطة وتصغيرها

## Legend: states by shape as well as colour

legend-title = مفتاح الخريطة
legend-show = إظهار المفتاح
legend-hide = إخفاء المفتاح
legend-late = حلقة حمراء: متأخرة
legend-selected = حلقة سميكة: محددة
legend-courier = سهم: المندوب واتجاهه
legend-courier-old = سهم باهت: موقع أقدم من 5 دقائق
legend-zone = مساحة: منطقة
legend-cluster = رقم: عدة توصيلات
