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
firstrun-server-invalid = هذا ليس عنوان خادم. اكتبه مثل https://dispatch.example.com، أو بـ http:// إن طلب ذلك مدير النظام.
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
firstrun-unlock-whose = فيها عمل { $user } على { $server }.
firstrun-unlock-other = مستخدم أو خادم آخر
firstrun-unlock-back = العودة إلى الفتح
firstrun-unlock-forgotten = نسيت عبارة المرور
firstrun-forgotten-question = هل تبدأ من جديد دون عبارة المرور؟
firstrun-forgotten-hint = لا يستطيع أحد استرجاعها. تُتلف النسخة التي على هذا الجهاز ومعها كل ما لم يُرسل. ما أُرسل موجود على الخادم ويُجلب من جديد حين تسجّل الدخول.
firstrun-forgotten-yes = إتلافها والبدء من جديد
firstrun-wiped = { PLURAL($unsent) ->
    [zero] أمر مدير النظام بمسح هذا الجهاز في { $when }. أُتلف مفتاح { $user } وبياناته، ولم يكن بينها شيء غير مُرسل. ما أُرسل موجود على الخادم. سجّل الدخول لتبدأ من جديد، أو اسأل مدير النظام عن السبب.
    [one] أمر مدير النظام بمسح هذا الجهاز في { $when }. أُتلف مفتاح { $user } وبياناته ومعها أمر واحد لم يُرسل. ما أُرسل موجود على الخادم. سجّل الدخول لتبدأ من جديد، أو اسأل مدير النظام عن السبب.
    [two] أمر مدير النظام بمسح هذا الجهاز في { $when }. أُتلف مفتاح { $user } وبياناته ومعها أمران لم يُرسلا. ما أُرسل موجود على الخادم. سجّل الدخول لتبدأ من جديد، أو اسأل مدير النظام عن السبب.
    [few] أمر مدير النظام بمسح هذا الجهاز في { $when }. أُتلف مفتاح { $user } وبياناته ومعها { $unsent } أوامر لم تُرسل. ما أُرسل موجود على الخادم. سجّل الدخول لتبدأ من جديد، أو اسأل مدير النظام عن السبب.
    [many] أمر مدير النظام بمسح هذا الجهاز في { $when }. أُتلف مفتاح { $user } وبياناته ومعها { $unsent } أمرًا لم يُرسل. ما أُرسل موجود على الخادم. سجّل الدخول لتبدأ من جديد، أو اسأل مدير النظام عن السبب.
   *[other] أمر مدير النظام بمسح هذا الجهاز في { $when }. أُتلف مفتاح { $user } وبياناته ومعها { $unsent } أمر لم يُرسل. ما أُرسل موجود على الخادم. سجّل الدخول لتبدأ من جديد، أو اسأل مدير النظام عن السبب.
}
firstrun-sealed = { PLURAL($n) ->
    [zero] لا أوامر محفوظة هنا لغيرك.
    [one] على هذا الجهاز أمر واحد لم يُرسل، محفوظ ومشفّر. لا يقرؤه غير صاحبه، ويُرسل حين يسجّل الدخول هنا من جديد.
    [two] على هذا الجهاز أمران لم يُرسلا، محفوظان ومشفّران. لا يقرؤهما غير صاحبهما، ويُرسلان حين يسجّل الدخول هنا من جديد.
    [few] على هذا الجهاز { $n } أوامر لم تُرسل، محفوظة ومشفّرة. لا يقرؤها غير صاحبها، وتُرسل حين يسجّل الدخول هنا من جديد.
    [many] على هذا الجهاز { $n } أمرًا لم يُرسل، محفوظة ومشفّرة. لا يقرؤها غير صاحبها، وتُرسل حين يسجّل الدخول هنا من جديد.
   *[other] على هذا الجهاز { $n } أمر لم يُرسل، محفوظة ومشفّرة. لا يقرؤها غير صاحبها، وتُرسل حين يسجّل الدخول هنا من جديد.
}
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
