### كلمات الحالات والقوائم المغلقة في المجال.

## Delivery states

state-label = الحالة
state-draft = مسودة
state-ready = جاهزة
state-assigned = مُسندة
state-dispatched = مُرسلة
state-picked-up = استُلمت
state-en-route = في الطريق
state-arrived = وصل المندوب
state-delivered = سُلّمت
state-failed = تعذّرت
state-returning = قيد الإرجاع
state-returned = أُرجعت
state-cancelled = مُلغاة
state-lost = مفقودة
state-on-hold = موقوفة
state-group-open = مفتوحة
state-group-moving = على الطريق
state-group-closed = مغلقة
state-group-unassigned = غير مُسندة

## Lateness

lateness-on-time = في الموعد
lateness-at-risk = مهددة بالتأخر
lateness-late = متأخرة
lateness-late-by = متأخرة { $n } د
lateness-slack = هامش { $n } د
lateness-no-promise = بلا موعد

## Roles

role-dispatcher = منسّق
role-supervisor = مشرف ميداني
role-viewer = مطّلع
role-admin = مدير النظام
role-courier = مندوب
role-service = خدمة آلية

## Vehicles

vehicle-motorcycle = دراجة نارية
vehicle-car = سيارة
vehicle-van = فان
vehicle-none = بلا مركبة
vehicle-status-active = قيد الاستخدام
vehicle-status-maintenance = في الصيانة
vehicle-status-retired = خارج الخدمة

## Couriers, shifts, routes

courier-status-active = نشط
courier-status-suspended = موقوف
courier-status-left = ترك العمل
shift-state-planned = مخططة
shift-state-open = مفتوحة
shift-state-closed = مغلقة
route-state-planned = مخطط
route-state-active = جارٍ
route-state-done = مكتمل
route-state-locked = مقفل

## Deliveries

kind-dropoff = تسليم
kind-pickup = استلام
kind-return = إرجاع
custody-label = العهدة
custody-merchant = لدى التاجر
custody-hub = في المركز
custody-courier = لدى { $courier }
custody-courier-unnamed = لدى المندوب
custody-recipient = لدى المستلم
proof-label = الإثبات
proof-none = لا يلزم إثبات
proof-signature = توقيع
proof-photo = صورة
proof-pin = رمز
proof-waived = أُعفي من الإثبات
method-cash = نقدًا
method-card = بطاقة
method-transfer = تحويل
geo-exact = نقطة دقيقة
geo-street = الشارع
geo-district = الحي
geo-unknown = دقة غير معروفة
geo-none = بلا نقطة
priority-low = منخفضة
priority-medium = متوسطة
priority-high = عالية
priority-critical = حرجة

## Fields and merge groups

field-ref = المرجع
field-recipient = المستلم
field-merchant = التاجر
field-kind = النوع
field-zone = المنطقة
field-courier = المندوب
field-vehicle = المركبة
field-hub = المركز
field-phone = الجوال
field-contact = جهة الاتصال
field-address = العنوان
field-address-line1 = العنوان، السطر 1
field-address-line2 = العنوان، السطر 2
field-district = الحي
field-city = المدينة
field-postal-code = الرمز البريدي
field-short-address = العنوان الوطني المختصر
field-point = الموقع
field-pickup = الاستلام
field-dropoff = التسليم
field-window = النافذة
field-windows = النوافذ
field-promised-at = الموعد
field-service-date = يوم الخدمة
field-service-time = مدة الخدمة
field-priority = الأولوية
field-skills = المهارات
field-parcels = الطرود
field-weight = الوزن
field-volume = الحجم
field-barcodes = الباركود
field-cod = الدفع عند الاستلام
field-collected = المحصّل
field-variance = الفرق
field-custody = العهدة
field-state = الحالة
field-hold-reason = سبب الإيقاف
field-attempts = المحاولات
field-max-attempts = أقصى المحاولات
field-proof = الإثبات
field-route = المسار
field-sequence = رقم الوقفة
field-slack = الهامش
field-eta = الوصول المتوقع
field-instructions = التعليمات
field-notes = الملاحظات
field-updated-at = آخر تغيير
field-created-at = أُنشئت
field-delivered-at = وقت التسليم
field-geo-quality = دقة الموقع
field-reason = السبب
field-amount = المبلغ
field-cash-limit = حد النقد
field-home-zone = المنطقة الأساسية
field-plate = اللوحة
field-name-ar = الاسم بالعربية
field-name-en = الاسم بالإنجليزية
group-dropoff-address = عنوان التسليم
group-dropoff-contact = المستلم وجواله
group-pickup-address = عنوان الاستلام
group-pickup-contact = المُرسِل وجواله
group-schedule = النوافذ والموعد ويوم الخدمة
group-cod = مبلغ الدفع عند الاستلام
group-instructions = التعليمات
group-parcel-count = عدد الطرود
group-weight-g = الوزن
group-volume-ml = الحجم
group-barcodes = الباركود
group-service-secs = مدة الخدمة
group-priority = الأولوية
group-skills = المهارات
group-proof-required = الإثبات
outside-zones = خارج المناطق
unassigned = غير مُسندة

## Reasons for a failed attempt, a hold, a return, a cancellation

reason-no-answer = لا رد
reason-not-home = لا أحد في المكان
reason-wrong-address = عنوان خاطئ
reason-wrong-phone = رقم جوال خاطئ
reason-refused = رفض المستلم
reason-no-cash = لا نقد لدى المستلم
reason-closed = المكان مغلق
reason-access-denied = تعذّر الدخول
reason-reschedule-requested = طلب المستلم موعدًا آخر
reason-damaged = الطرد متضرر
reason-vehicle-breakdown = تعطّلت المركبة
reason-accident = حادث
reason-out-of-time = انتهى الوقت
reason-weather = الطقس
reason-customer-request = بطلب العميل
reason-merchant-request = بطلب التاجر
reason-duplicate = مكررة
reason-awaiting-stock = بانتظار الطرد
reason-address-check = بانتظار التحقق من العنوان
reason-max-attempts = استُنفدت المحاولات
reason-other = سبب آخر
reported-by-courier = أبلغ المندوب
reported-by-phone = بلاغ هاتفي
reported-by-merchant = أبلغ التاجر
reported-by-recipient = أبلغ المستلم

## Contacts

contact-who-recipient = المستلم
contact-who-courier = المندوب
contact-who-merchant = التاجر
contact-outcome-reached = تم التواصل
contact-outcome-no-answer = لا رد
contact-outcome-busy = مشغول
contact-outcome-wrong-number = رقم خاطئ
contact-outcome-message-left = تُركت رسالة
note-kind-note = ملاحظة
note-kind-contact = تواصل
note-kind-comment = تعليق
note-kind-import = من الاستيراد
attempt-outcome-delivered = سُلّمت
attempt-outcome-failed = تعذّرت
field-weight-kg = الوزن بالكيلوغرام
field-volume-ml = الحجم بالمليلتر
field-service-minutes = وقت الخدمة بالدقائق
outbox-state-queued = بانتظار الإرسال
outbox-state-sending = جارٍ إرساله
outbox-state-doubtful = لم يعد له أثر هنا، والقرار للخادم
outbox-state-applied = تم
outbox-state-rejected = مرفوض
outbox-state-quarantined = معزول
outbox-state-unknown = أجاب الخادم بما لا يقرؤه هذا البرنامج. حدّثه لترى الجواب
outbox-tally = تم { $done } من { $total }
outbox-tally-refused = رُفض { $n }
outbox-tally-unknown = لا يقرأ هذا البرنامج جواب { $n }؛ حدّثه
outbox-tally-disputed = { PLURAL($n) ->
    [zero] لا شيء بحاجة إليك
    [one] واحد بحاجة إليك
    [two] اثنان بحاجة إليك
    [few] { $n } بحاجة إليك
    [many] { $n } بحاجة إليك
   *[other] { $n } بحاجة إليك
}
