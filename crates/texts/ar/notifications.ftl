### إشعارات النظام وقائمة شريط النظام: نص بلا علامات عزل.

notify-rejected-title = رُفض أمر
notify-rejected-body = { $command } على { $ref }: { $reason }
notify-contested-title = بلاغ متنازع عليه
notify-contested-body = أُبلغ عن «{ $command }» في { $ref }، لكن حالة التوصيلة كانت: { $state }.
notify-conflict-title = تعديلان
notify-conflict-body = عُدّل مرتين: { $group } في { $ref }. اختر أحدهما.
notify-late-title = مهددة بالتأخر
notify-late-body = { PLURAL($n) ->
    [zero] لا توصيلات مهددة بالتأخر
    [one] توصيلة واحدة مهددة بالتأخر
    [two] توصيلتان مهددتان بالتأخر
    [few] { $n } توصيلات مهددة بالتأخر
    [many] { $n } توصيلة مهددة بالتأخر
   *[other] { $n } توصيلة مهددة بالتأخر
}
notify-exception-title = استثناء جديد
notify-exception-body = { $what }
notify-sync-broken-title = تعطّلت المزامنة
notify-sync-broken-body = { PLURAL($waiting) ->
    [zero] لا تبادل منذ { $n } د. كل ما فعلته مُرسل.
    [one] لا تبادل منذ { $n } د. أمر واحد ينتظر هنا.
    [two] لا تبادل منذ { $n } د. أمران ينتظران هنا.
    [few] لا تبادل منذ { $n } د. { $waiting } أوامر تنتظر هنا.
    [many] لا تبادل منذ { $n } د. { $waiting } أمرًا تنتظر هنا.
   *[other] لا تبادل منذ { $n } د. { $waiting } أمر تنتظر هنا.
}
notify-sync-back-title = عاد الاتصال
notify-sync-back-body = { PLURAL($n) ->
    [zero] كل شيء مُرسل.
    [one] أُرسل أمر واحد.
    [two] أُرسل أمران.
    [few] أُرسلت { $n } أوامر.
    [many] أُرسل { $n } أمرًا.
   *[other] أُرسل { $n } أمر.
}
notify-import-title = اكتمل الاستيراد
notify-import-body = استُورد { $created }، وبحاجة إلى إصلاح { $quarantined }
notify-test-title = برق للتوصيل
notify-test-body = الإشعارات تعمل.
notify-open = فتح

tray-open = فتح برق للتوصيل
tray-open-board = فتح اللوحة
tray-open-map = فتح الخريطة
tray-open-exceptions = { PLURAL($n) ->
    [zero] لا استثناءات في مراكزك
    [one] استثناء واحد في مراكزك
    [two] استثناءان في مراكزك
    [few] { $n } استثناءات في مراكزك
    [many] { $n } استثناءً في مراكزك
   *[other] { $n } استثناء في مراكزك
}
tray-state = { $state } · بانتظار الإرسال: { $n }
tray-sync-now = زامن الآن
tray-exceptions = فتح الاستثناءات
tray-online = متصل
tray-offline = دون اتصال
tray-counts = بانتظار الإرسال: { $waiting }، استثناءات مفتوحة: { $exceptions }
tray-quit = إنهاء
tray-tooltip = برق للتوصيل: { $state }
