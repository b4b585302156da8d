### التشغيل الأول: الخادم وتسجيل الدخول والمزامنة الأولى.

firstrun-title = مرحبًا بك في برق للتوصيل
firstrun-intro = يوم مركزك على هذا الجهاز، بشبكة أو دونها.
firstrun-step = الخطوة { $n } من { $total }
firstrun-step-server = الخادم
firstrun-step-sign-in = تسجيل الدخول
firstrun-step-sync = المزامنة الأولى
firstrun-server-label = عنوان الخادم
firstrun-server-hint = مثل https://dispatch.example.com
firstrun-server-check = اتصال
firstrun-server-checking = جارٍ البحث عن الخادم…
firstrun-server-ok = وُجد الخادم، الإصدار { $version }
firstrun-server-invalid = هذا ليس عنوانًا. يبدأ العنوان بـ https://
firstrun-server-not-barq = يستجيب شيء هناك، لكنه ليس خادم برق.
firstrun-user = اسم المستخدم
firstrun-password = كلمة المرور
firstrun-password-show = إظهار كلمة المرور
firstrun-password-hide = إخفاء كلمة المرور
firstrun-sign-in = دخول
firstrun-signing-in = جارٍ تسجيل الدخول…
firstrun-demo = فتح العرض التجريبي
firstrun-device = اسم هذا الجهاز
firstrun-passphrase = عبارة المرور
firstrun-passphrase-again = عبارة المرور مرة أخرى
firstrun-passphrase-hint = لا مخزن مفاتيح في هذا الجهاز. تحمي عبارة المرور ما عليه من بيانات وتُطلب عند كل تشغيل. لا يستطيع أحد استرجاعها.
firstrun-passphrase-short = استخدم { $min } حرفًا على الأقل.
firstrun-passphrase-differs = عبارتا المرور مختلفتان.
firstrun-passphrase-set = حماية ومتابعة
firstrun-unlock = فتح
firstrun-unlock-title = فتح النسخة المحلية
firstrun-sync-title = جارٍ جلب مراكزك
firstrun-sync-bytes = { $done } من { $total }
firstrun-sync-rows = { PLURAL($n) ->
    [zero] لا صفوف بعد
    [one] صف واحد
    [two] صفان
    [few] { $n } صفوف
    [many] { $n } صفًا
   *[other] { $n } صف
}
firstrun-sync-left = بقي نحو { $time }
firstrun-sync-hint = يمكنك إغلاق البرنامج، ويكمل من حيث توقف.
firstrun-sync-interrupted = انقطع الاتصال. ما جُلب محفوظ، ويُستأنف تلقائيًا.
firstrun-sync-done = جاهز
firstrun-open-board = فتح اللوحة
firstrun-no-hubs = لا مركز لك بعد. اطلبه من مدير النظام ثم حاول من جديد.
