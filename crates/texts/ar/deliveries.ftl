### شاشة التوصيلات: الجدول والتصفية والعروض ولوحة التفاصيل.

deliveries-title = التوصيلات
deliveries-count = { PLURAL($n) ->
    [zero] لا توصيلات
    [one] توصيلة واحدة
    [two] توصيلتان
    [few] { $n } توصيلات
    [many] { $n } توصيلة
   *[other] { $n } توصيلة
}
deliveries-count-filtered = { $n } من { $total } توصيلة
deliveries-table-label = التوصيلات
deliveries-search-placeholder = ابحث في التوصيلات
deliveries-columns = الأعمدة
deliveries-columns-hint = اختر الأعمدة ورتّبها
deliveries-column-move-up = تقديم { $column }
deliveries-column-move-down = تأخير { $column }
deliveries-density = ارتفاع الصف

## Filters

filter-add = تصفية
filter-remove = إزالة تصفية { $name }
filter-clear-all = مسح التصفية
filter-state = الحالة: { $value }
filter-zone = المنطقة: { $value }
filter-zones-count = المناطق: { $n }
filter-courier = المندوب: { $value }
filter-merchant = التاجر: { $value }
filter-lateness = التأخر: { $value }
filter-text = النص: { $value }
filter-open = مفتوحة
filter-late = متأخرة
filter-at-risk = مهددة بالتأخر
filter-unassigned = غير مُسندة
filter-carried-over = مرحّلة
filter-cod = بدفع عند الاستلام
filter-pending = بانتظار الإرسال
filter-drafts = مسودات
filter-any-state = أيّ حالة
filter-any-zone = أيّ منطقة
filter-any-courier = أيّ مندوب

## Saved views

view-label = العرض
view-all = كل التوصيلات
view-save = حفظ العرض
view-save-as = حفظ كعرض جديد
view-name = اسم العرض
view-delete = حذف العرض
view-saved = حُفظ العرض «{ $name }»

## Sorting

sort-by = الترتيب حسب { $column }
sort-ascending = تصاعديًا
sort-descending = تنازليًا
sort-late-first = الأقرب للتأخر أولًا

## Cells

cell-no-courier = بلا مندوب
cell-promised-late = متأخرة { $n } د
cell-parcels = { $n } ط
cell-cod-none = بلا دفع عند الاستلام
cell-sequence = الوقفة { $n }
row-select = تحديد { $ref }

## Drawer

drawer-label = التوصيلة { $ref }
drawer-recipient = المستلم
drawer-merchant = التاجر
drawer-address = العنوان
drawer-window = النافذة
drawer-promised = الموعد
drawer-service-date = يوم الخدمة
drawer-cod = الدفع عند الاستلام
drawer-cod-due = المستحق { $amount }
drawer-cod-collected = المحصّل { $amount }
drawer-parcels = الطرود
drawer-courier = المندوب
drawer-courier-position = { $age }، على بُعد { $distance }، هامش { $slack } د
drawer-courier-age = الموقع { $age }
drawer-no-position = بلا موقع
drawer-slack = الهامش
drawer-eta = الوصول المتوقع { $time }
drawer-attempts = المحاولات
drawer-attempt = المحاولة { $n } من { $max }
drawer-proof = الإثبات
drawer-notes = الملاحظات
drawer-note-placeholder = اكتب ملاحظة
drawer-note-add = إضافة ملاحظة
drawer-map = على الخريطة
drawer-show-on-map = إظهار على الخريطة
drawer-call-recipient = الاتصال بالمستلم
drawer-call-courier = الاتصال بالمندوب
drawer-copy-phone = نسخ رقم الجوال
drawer-phone-copied = نُسخ رقم الجوال
drawer-log-contact = تسجيل تواصل
drawer-no-phone = بلا رقم جوال
drawer-no-address = بلا عنوان
drawer-held-because = موقوفة: { $reason }
drawer-draft-because = مسودة: { $reason }
drawer-draft-no-point = لا نقطة داخل منطقة الخدمة
drawer-draft-no-phone = لا رقم جوال صحيح
drawer-draft-bad-window = لا نافذة صحيحة
drawer-pending-commands = { PLURAL($n) ->
    [zero] لا تغييرات بانتظار الإرسال
    [one] تغيير واحد بانتظار الإرسال
    [two] تغييران بانتظار الإرسال
    [few] { $n } تغييرات بانتظار الإرسال
    [many] { $n } تغييرًا بانتظار الإرسال
   *[other] { $n } تغيير بانتظار الإرسال
}
drawer-rejected = رُفض تغيير: { $reason }
drawer-conflict = تعديلان على: { $group }

## Copy and export

deliveries-copied-rows = { PLURAL($n) ->
    [zero] لم يُنسخ شيء
    [one] نُسخ صف واحد
    [two] نُسخ صفان
    [few] نُسخت { $n } صفوف
    [many] نُسخ { $n } صفًا
   *[other] نُسخ { $n } صف
}
deliveries-copying = جارٍ نسخ { $n } صف…
deliveries-export-csv = تصدير CSV
deliveries-export-xlsx = تصدير XLSX
deliveries-exported = { PLURAL($n) ->
    [zero] لا صفوف لكتابتها في { $file }
    [one] كُتب صف واحد في { $file }
    [two] كُتب صفان في { $file }
    [few] كُتبت { $n } صفوف في { $file }
    [many] كُتب { $n } صفًا في { $file }
   *[other] كُتب { $n } صف في { $file }
}
cell-late-by = متأخرة { $time }

## Tools

deliveries-tools = التصفية والأوامر
filter-all-days = كل الأيام
row-has-exception = عليها استثناء مفتوح
drawer-actions = ما يمكن فعله
drawer-away = على بُعد { $distance }
