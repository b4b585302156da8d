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
sync-update-wanted = صدر إصدار أحدث من برق للتوصيل. هذا الإصدار ما زال يعمل ويتزامن؛ اطلب الجديد من مدير النظام قبل أن يتوقف الخادم عن قبوله.
