### إشعارات النظام وقائمة شريط النظام: نص بلا علامات عزل.

notify-rejected-title = رُفض أمر
notify-rejected-body = رُفض «{ $command }» للتوصيلة { $ref }: { $reason }
notify-rejected-several = «{ $command }»: رُفض { $refused } من { $total }. { $ref }: { $reason }
notify-rejected-nameless = رُفض «{ $command }»: { $reason }
notify-quarantined-body = «{ $command }» للتوصيلة { $ref }: تعذّر على الخادم تنفيذه فعزله. وهو ينتظر بين الاستثناءات.
notify-quarantined-nameless = «{ $command }»: تعذّر على الخادم تنفيذه فعزله. وهو ينتظر بين الاستثناءات.
notify-rejected-many = { PLURAL($n) ->
    [zero] لم يُرفض أي أمر.
    [one] لم يُنفَّذ أمر واحد. السبب في الاستثناءات.
    [two] لم يُنفَّذ أمران. سبب كل منهما في الاستثناءات.
    [few] لم تُنفَّذ { $n } أوامر. سبب كل منها في الاستثناءات.
    [many] لم يُنفَّذ { $n } أمرًا. سبب كل منها في الاستثناءات.
   *[other] لم يُنفَّذ { $n } أمر. سبب كل منها في الاستثناءات.
}
notify-set-aside-title = عُزل أمر
notify-unknown-title = حدّث البرنامج
notify-unknown-body = «{ $command }» للتوصيلة { $ref }: أجاب الخادم بما لا يقرؤه هذا البرنامج. ما تغيّر ظاهر هنا؛ حدّث البرنامج لقراءة الجواب.
notify-unknown-nameless = «{ $command }»: أجاب الخادم بما لا يقرؤه هذا البرنامج. ما تغيّر ظاهر هنا؛ حدّث البرنامج لقراءة الجواب.
notify-unknown-many = { PLURAL($n) ->
    [zero] لا أجوبة يتعذّر على هذا البرنامج قراءتها.
    [one] أمر واحد أجاب عنه الخادم بما لا يقرؤه هذا البرنامج. حدّث البرنامج.
    [two] أمران أجاب عنهما الخادم بما لا يقرؤه هذا البرنامج. حدّث البرنامج.
    [few] { $n } أوامر أجاب عنها الخادم بما لا يقرؤه هذا البرنامج. حدّث البرنامج.
    [many] { $n } أمرًا أجاب عنها الخادم بما لا يقرؤه هذا البرنامج. حدّث البرنامج.
   *[other] { $n } أمر أجاب عنها الخادم بما لا يقرؤه هذا البرنامج. حدّث البرنامج.
}
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
notify-exception-many = { PLURAL($n) ->
    [zero] لا استثناءات جديدة
    [one] استثناء جديد واحد
    [two] استثناءان جديدان
    [few] { $n } استثناءات جديدة
    [many] { $n } استثناءً جديدًا
   *[other] { $n } استثناء جديد
}
notify-offline-title = دون اتصال
notify-offline-body = { PLURAL($waiting) ->
    [zero] دون اتصال منذ { $time }. كل ما فعلته مُرسل، ويمكنك متابعة العمل.
    [one] دون اتصال منذ { $time }. يمكنك متابعة العمل: أمر واحد ينتظر هنا ويُرسل عند عودة الاتصال.
    [two] دون اتصال منذ { $time }. يمكنك متابعة العمل: أمران ينتظران هنا ويُرسلان عند عودة الاتصال.
    [few] دون اتصال منذ { $time }. يمكنك متابعة العمل: { $waiting } أوامر تنتظر هنا وتُرسل عند عودة الاتصال.
    [many] دون اتصال منذ { $time }. يمكنك متابعة العمل: { $waiting } أمرًا ينتظر هنا ويُرسل عند عودة الاتصال.
   *[other] دون اتصال منذ { $time }. يمكنك متابعة العمل: { $waiting } أمر ينتظر هنا ويُرسل عند عودة الاتصال.
}
notify-sync-broken-title = توقّفت المزامنة
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
