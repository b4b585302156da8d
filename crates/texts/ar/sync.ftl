### شارة المزامنة وشاشتها.

sync-title = المزامنة

## Pill

sync-pill-label = حالة المزامنة
sync-synced = متزامن
sync-synced-ago = تزامن { $age }
sync-syncing = جارٍ التزامن…
sync-online = متصل
sync-offline = دون اتصال
sync-offline-since = دون اتصال منذ { $time }
sync-connecting = جارٍ الاتصال…
sync-signed-out = سُجّل الخروج
sync-paused = متوقفة مؤقتًا
sync-broken = المزامنة متعطّلة
sync-disk-full = القرص ممتلئ
sync-never = لم يتزامن بعد
sync-waiting = { PLURAL($n) ->
    [zero] لا شيء بانتظار الإرسال
    [one] واحد بانتظار الإرسال
    [two] اثنان بانتظار الإرسال
    [few] { $n } بانتظار الإرسال
    [many] { $n } بانتظار الإرسال
   *[other] { $n } بانتظار الإرسال
}
sync-waiting-none = لا شيء بانتظار الإرسال
sync-exceptions = { PLURAL($n) ->
    [zero] لا استثناءات
    [one] استثناء واحد
    [two] استثناءان
    [few] { $n } استثناءات
    [many] { $n } استثناءً
   *[other] { $n } استثناء
}
sync-exceptions-here = { $count } هنا
sync-exceptions-in = { $count } في { $hub }
sync-exceptions-elsewhere = { PLURAL($n) ->
    [zero] لا استثناءات في مراكز أخرى
    [one] استثناء واحد في مركز آخر
    [two] استثناءان في مراكز أخرى
    [few] { $n } استثناءات في مراكز أخرى
    [many] { $n } استثناءً في مراكز أخرى
   *[other] { $n } استثناء في مراكز أخرى
}
sync-pill-title = { $state }. بانتظار الإرسال: { $waiting }، استثناءات مفتوحة: { $exceptions }. انقر للتفاصيل.

## Screen

sync-state = الحالة
sync-server = الخادم
sync-device = هذا الجهاز
sync-user = المستخدم
sync-last-cut = آخر دفعة
sync-last-push = آخر إرسال
sync-next-try = المحاولة التالية
sync-next-try-in = المحاولة التالية بعد { $seconds } ث
sync-now = زامن الآن
sync-pause = إيقاف مؤقت
sync-resume = استئناف
sync-verify = التحقق من النسخة المحلية
sync-verify-ok = النسخة المحلية مطابقة للخادم. الصفوف التي فُحصت: { $rows }.
sync-verify-differs = تختلف النسخة المحلية في { $tables }. تُجلب من جديد، وعملك غير المُرسل محفوظ.
sync-verify-running = جارٍ التحقق…
sync-export-diagnostics = تصدير ملف التشخيص
sync-diagnostics-hint = فيه أوقات وإصدارات وأعداد، بلا بيانات شخصية.
sync-diagnostics-written = كُتب ملف التشخيص في { $file }
sync-latency = زمن الذهاب والإياب

sync-scopes = النطاقات
sync-scope = النطاق
sync-scope-org = المنشأة
sync-scope-hub = مركز { $name }
sync-version = الإصدار
sync-epoch = الحقبة
sync-rows = الصفوف
sync-checksum = البصمة
sync-stale = متأخر

sync-outbox = صندوق الصادر
sync-outbox-hint = ما فعلته هنا، وما قاله الخادم عنه
sync-outbox-command = الأمر
sync-outbox-target = على
sync-outbox-state = الحالة
sync-outbox-recorded = سُجّل
sync-outbox-queued = في الانتظار
sync-outbox-sending = جارٍ إرساله
sync-outbox-acknowledged = مؤكد، بانتظار دفعته
sync-outbox-rejected = مرفوض
sync-outbox-quarantined = معزول
sync-outbox-dependent = بانتظار أمر سابق

sync-history = التبادلات
sync-history-time = الوقت
sync-history-kind = التبادل
sync-history-push = إرسال
sync-history-pull = استقبال
sync-history-wake = تنبيه من الخادم
sync-history-bootstrap = المزامنة الأولى
sync-history-result = النتيجة
sync-history-ok = نجح
sync-history-failed = فشل: { $reason }
sync-history-took = { $ms } م.ث
sync-history-sent = { PLURAL($n) ->
    [zero] لم يُرسل شيء
    [one] أُرسل أمر واحد
    [two] أُرسل أمران
    [few] أُرسلت { $n } أوامر
    [many] أُرسل { $n } أمرًا
   *[other] أُرسل { $n } أمر
}
sync-history-received = { PLURAL($n) ->
    [zero] لا جديد
    [one] استُقبل صف واحد
    [two] استُقبل صفان
    [few] استُقبلت { $n } صفوف
    [many] استُقبل { $n } صفًا
   *[other] استُقبل { $n } صف
}
sync-scope-user = حسابك
sync-replica-size = قاعدة البيانات المحلية

## How it stands

sync-offline-from = دون اتصال منذ
sync-lease = العمل دون الخادم
sync-lease-until = يعمل دون الخادم حتى { $time } (بقي { $left })
sync-lease-unlimited = يعمل دون حدّ زمني
sync-clock = ساعة هذا الحاسوب
sync-clock-right = صحيحة
sync-search = البحث
sync-search-complete = مكتمل
sync-search-left = { PLURAL($n) ->
    [zero] مكتمل
    [one] توصيلة واحدة لم تُفهرس بعد، والعثور عليها أبطأ حتى ذلك
    [two] توصيلتان لم تُفهرسا بعد، والعثور عليهما أبطأ حتى ذلك
    [few] { $n } توصيلات لم تُفهرس بعد، والعثور عليها أبطأ حتى ذلك
    [many] { $n } توصيلة لم تُفهرس بعد، والعثور عليها أبطأ حتى ذلك
   *[other] { $n } توصيلة لم تُفهرس بعد، والعثور عليها أبطأ حتى ذلك
}
sync-program = هذا البرنامج
sync-update-wanted = حدّث هذا البرنامج: الخادم أحدث منه. وحتى ذلك يستمر الإرسال والاستقبال كاملين.
status-update-wanted = حدّث هذا البرنامج

standing-clock-behind = ساعة هذا الحاسوب متأخرة { $off }. الأوقات هنا مصحّحة بوقت الخادم. اضبط الساعة.
standing-clock-ahead = ساعة هذا الحاسوب متقدمة { $off }. الأوقات هنا مصحّحة بوقت الخادم. اضبط الساعة.
standing-clock-behind-memory = ساعة هذا الحاسوب متأخرة { $off } عن آخر وقت أعلنه الخادم. الأوقات هنا مصحّحة من الذاكرة إلى أن يستجيب.
standing-clock-ahead-memory = ساعة هذا الحاسوب متقدمة { $off } على آخر وقت أعلنه الخادم. الأوقات هنا مصحّحة من الذاكرة إلى أن يستجيب.
standing-lease-soon = يُقفل هذا البرنامج بعد { $left } ما لم يتصل بالخادم. لا يضيع شيء، ويكفي الاتصال مرة واحدة.
standing-too-large = تغيير حجمه { $size } أكبر مما يسمح به ما يقف أمام الخادم. هو وما بعده ينتظران هنا، وكل ما عدا ذلك مستمر. اطلب ممن يدير الخادم السماح بطلبات أكبر.

locked-title = هذا البرنامج مقفل
locked-why = آخر اتصال بالخادم كان { $since }. ويعمل البرنامج دونه حتى { $until }، وقد انقضى هذا الوقت.
locked-kept = { PLURAL($n) ->
    [zero] لا شيء بانتظار الإرسال. كل ما على هذا الحاسوب محفوظ.
    [one] أمر واحد لم يُرسل، وهو محفوظ ويُرسل فور استجابة الخادم.
    [two] أمران لم يُرسلا، وهما محفوظان ويُرسلان فور استجابة الخادم.
    [few] { $n } أوامر لم تُرسل، وهي محفوظة وتُرسل فور استجابة الخادم.
    [many] { $n } أمرًا لم تُرسل، وهي محفوظة وتُرسل فور استجابة الخادم.
   *[other] { $n } أمر لم تُرسل، وهي محفوظة وتُرسل فور استجابة الخادم.
}
locked-how = صِل هذا الحاسوب بالشبكة، ويُفتح القفل تلقائيًا فور استجابة الخادم.

returned-sent = { PLURAL($n) ->
    [zero] عاد الاتصال. لم يكن شيء بانتظار الإرسال.
    [one] عاد الاتصال. أُرسل أمر واحد، ولا شيء يحتاج إليك.
    [two] عاد الاتصال. أُرسل أمران، ولا شيء يحتاج إليك.
    [few] عاد الاتصال. أُرسلت { $n } أوامر، ولا شيء يحتاج إليك.
    [many] عاد الاتصال. أُرسل { $n } أمرًا، ولا شيء يحتاج إليك.
   *[other] عاد الاتصال. أُرسل { $n } أمر، ولا شيء يحتاج إليك.
}
returned-need-you = { PLURAL($need) ->
    [zero] عاد الاتصال. أُرسل: { $n }، ولا شيء يحتاج إليك.
    [one] عاد الاتصال. أُرسل: { $n }، وواحد منها يحتاج إليك.
    [two] عاد الاتصال. أُرسل: { $n }، واثنان منها يحتاجان إليك.
    [few] عاد الاتصال. أُرسل: { $n }، و{ $need } منها تحتاج إليك.
    [many] عاد الاتصال. أُرسل: { $n }، و{ $need } منها تحتاج إليك.
   *[other] عاد الاتصال. أُرسل: { $n }، و{ $need } منها تحتاج إليك.
}
returned-look = عرضها
