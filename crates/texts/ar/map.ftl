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
map-not-on-map = { PLURAL($n) ->
    [zero] كل التوصيلات لها موقع
    [one] توصيلة واحدة بلا موقع
    [two] توصيلتان بلا موقع
    [few] { $n } توصيلات بلا موقع
    [many] { $n } توصيلة بلا موقع
   *[other] { $n } توصيلة بلا موقع
}
map-show-list = عرض كقائمة

## Legend: states by shape as well as colour

legend-title = مفتاح الخريطة
legend-show = إظهار المفتاح
legend-hide = إخفاء المفتاح
legend-ready = دائرة: جاهزة
legend-assigned = مربع: مُسندة أو مُرسلة
legend-moving = مثلث: على الطريق
legend-done = علامة صح: سُلّمت
legend-failed = علامة ×: تعذّرت أو قيد الإرجاع
legend-hold = شرطتان: موقوفة
legend-draft = دائرة مفرغة: مسودة
legend-closed = نقطة: مُلغاة أو أُرجعت أو مفقودة
legend-late = حلقة حمراء: متأخرة
legend-selected = حلقة سميكة: محددة
legend-courier = سهم: المندوب واتجاهه
legend-courier-old = سهم باهت: موقع أقدم من 5 دقائق
legend-zone = مساحة: منطقة
legend-cluster = رقم: عدة توصيلات
