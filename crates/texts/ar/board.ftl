### اللوحة: غير المُسندة حسب المنطقة بجانب المناديب.

board-title = اللوحة
board-unassigned = غير مُسندة
board-couriers = المناديب
board-on-shift = { $n } في الوردية
board-sort-late = الأقرب للتأخر
board-sort-zone = حسب المنطقة
board-sort-promised = حسب الموعد
board-sort-nearest = الأقرب
board-sort-load = الأخف حملًا
board-sort-name = حسب الاسم
board-filter-couriers = ابحث عن مندوب
board-show-off-shift = إظهار من هم خارج الوردية
board-outside-zones = خارج المناطق
board-zone-count = { $zone }، { PLURAL($n) ->
    [zero] لا توصيلات
    [one] توصيلة واحدة
    [two] توصيلتان
    [few] { $n } توصيلات
    [many] { $n } توصيلة
   *[other] { $n } توصيلة
}
board-select-zone = تحديد كل ما في { $zone }
board-late-by = متأخرة { $n } د
board-load = { $n } / { $capacity }
board-load-label = الحمل { $n } من { $capacity }
board-load-more = { $n } + { $more } / { $capacity }
board-cash-held = نقد { $amount }
board-cash-of-limit = نقد { $amount } من { $limit }
board-shift-until = حتى { $time }
board-shift-none = لا وردية مخططة
board-shift-over = انتهت الوردية
board-next-stops = الوقفات التالية
board-no-stops = بلا وقفات
board-position-age = الموقع { $age }
board-assign-hint = اسحب إلى مندوب، أو حدد ثم اضغط A واكتب اسمًا ثم Enter.
board-dragging = { PLURAL($n) ->
    [zero] لا توصيلات
    [one] توصيلة واحدة
    [two] توصيلتان
    [few] { $n } توصيلات
    [many] { $n } توصيلة
   *[other] { $n } توصيلة
}
board-drop-here = أفلت للإسناد إلى { $courier }
board-assign-title = { PLURAL($n) ->
    [zero] لا توصيلات لإسنادها
    [one] إسناد توصيلة واحدة
    [two] إسناد توصيلتين
    [few] إسناد { $n } توصيلات
    [many] إسناد { $n } توصيلة
   *[other] إسناد { $n } توصيلة
}
board-assign-placeholder = اكتب اسم مندوب
board-assign-none = لا مندوب بهذا الاسم
board-preview-fine = لا مانع
board-preview-checking = جارٍ التحقق…
board-preview-blocked = { PLURAL($n) ->
    [zero] لا شيء يتعذّر إسناده
    [one] واحدة يتعذّر إسنادها
    [two] اثنتان يتعذّر إسنادهما
    [few] { $n } يتعذّر إسنادها
    [many] { $n } يتعذّر إسنادها
   *[other] { $n } يتعذّر إسنادها
}
board-preview-overridable = يمكن تجاوزه بسبب
board-assigned = { PLURAL($n) ->
    [zero] لم تُسند أيّ توصيلة إلى { $courier }
    [one] أُسندت توصيلة واحدة إلى { $courier }
    [two] أُسندت توصيلتان إلى { $courier }
    [few] أُسندت { $n } توصيلات إلى { $courier }
    [many] أُسندت { $n } توصيلة إلى { $courier }
   *[other] أُسندت { $n } توصيلة إلى { $courier }
}
board-dispatch-all = إرسال كل المُسندة
board-dispatched = { PLURAL($n) ->
    [zero] لم تُرسل أيّ توصيلة
    [one] أُرسلت توصيلة واحدة
    [two] أُرسلت توصيلتان
    [few] أُرسلت { $n } توصيلات
    [many] أُرسلت { $n } توصيلة
   *[other] أُرسلت { $n } توصيلة
}
board-over-capacity = تجاوز السعة بـ { PLURAL($n) ->
    [zero] لا شيء
    [one] طرد واحد
    [two] طردين
    [few] { $n } طرود
    [many] { $n } طردًا
   *[other] { $n } طرد
}
board-over-cash-limit = تجاوز حد النقد بـ { $amount }
board-missing-skills = مهارات ناقصة: { $skills }
board-outside-shift = خارج الوردية

board-search = ابحث عن توصيلة
board-sort-cod = الأكثر نقدًا أولًا
board-sort-reference = حسب المرجع
board-all-assigned = كل شيء مُسند. لا شيء ينتظر هنا.
board-key-fold = طي المنطقة أو فتحها
board-cash = { $held } / { $limit }
board-over-capacity-by = تجاوز السعة بـ { $amount }
board-preview-late = { PLURAL($n) ->
    [zero] لا متأخرة جديدة
    [one] +{ $n } متأخرة
    [two] +{ $n } متأخرة
    [few] +{ $n } متأخرات
    [many] +{ $n } متأخرة
   *[other] +{ $n } متأخرة
}
board-preview-still-late = { PLURAL($n) ->
    [zero] لا متأخرة من قبل
    [one] واحدة متأخرة من قبل
    [two] اثنتان متأخرتان من قبل
    [few] { $n } متأخرات من قبل
    [many] { $n } متأخرة من قبل
   *[other] { $n } متأخرة من قبل
}
board-preview-no-longer-late = { PLURAL($n) ->
    [zero] لا تزول متأخرة
    [one] واحدة لن تتأخر بعد الآن
    [two] اثنتان لن تتأخرا بعد الآن
    [few] { $n } لن تتأخر بعد الآن
    [many] { $n } لن تتأخر بعد الآن
   *[other] { $n } لن تتأخر بعد الآن
}
board-preview-at-risk = { PLURAL($n) ->
    [zero] لا معرّضة جديدة للتأخر
    [one] +{ $n } معرّضة للتأخر
    [two] +{ $n } معرّضة للتأخر
    [few] +{ $n } معرّضة للتأخر
    [many] +{ $n } معرّضة للتأخر
   *[other] +{ $n } معرّضة للتأخر
}
board-preview-later = ينتهي متأخرًا { $time } عمّا كان
board-preview-earlier = ينتهي أبكر { $time } مما كان
board-courier-late = { PLURAL($n) ->
    [zero] لا متأخرة
    [one] متأخرة واحدة
    [two] متأخرتان
    [few] { $n } متأخرات
    [many] { $n } متأخرة
   *[other] { $n } متأخرة
}
board-courier-at-risk = { PLURAL($n) ->
    [zero] لا مهددة
    [one] مهددة واحدة
    [two] مهددتان
    [few] { $n } مهددات
    [many] { $n } مهددة
   *[other] { $n } مهددة
}
board-middle = ما هو محدد
board-shift = الوردية
board-load-word = الحمل
board-cash-word = النقد لديه
board-position = الموقع
