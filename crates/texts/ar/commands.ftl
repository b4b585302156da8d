### الأوامر: الفعل في القائمة، والكلمة في السجل الزمني (…-done)، والأسئلة التي تُطرح مرة واحدة.

## Deliveries

command-create = إنشاء توصيلة
command-create-done = أُنشئت
command-edit = تعديل
command-edit-done = عُدّلت
command-edit-done-group = تعديل: { $group }
command-assign = إسناد
command-assign-done = أُسندت
command-assign-done-to = أُسندت إلى { $courier }
command-reassign = إعادة إسناد
command-reassign-done = أُعيد إسنادها
command-reassign-done-to = أُعيد إسنادها إلى { $courier }
command-unassign = إلغاء الإسناد
command-unassign-done = أُلغي إسنادها
command-dispatch = إرسال
command-dispatch-done = أُرسلت
command-recall = استدعاء
command-recall-done = استُدعيت
command-record-pickup = تسجيل الاستلام
command-record-pickup-done = تم الاستلام
command-depart = تسجيل الانطلاق
command-depart-done = انطلق المندوب
command-arrive = تسجيل الوصول
command-arrive-done = وصل المندوب
command-deliver = تسجيل التسليم
command-deliver-done = سُلّمت
command-record-attempt = تسجيل محاولة متعذّرة
command-record-attempt-done = تعذّرت المحاولة
command-record-attempt-done-reason = تعذّرت المحاولة: { $reason }
command-hand-over = نقل إلى مندوب آخر
command-hand-over-done = نُقلت العهدة
command-hand-over-done-to = نُقلت العهدة إلى { $courier }
command-reschedule = إعادة جدولة
command-reschedule-done = أُعيدت جدولتها
command-return = إرجاع
command-return-done = بدأ الإرجاع
command-record-return = تسجيل الإرجاع
command-record-return-done = أُرجعت
command-cancel = إلغاء التوصيلة
command-cancel-done = أُلغيت
command-reinstate = إعادة تفعيل
command-reinstate-done = أُعيد تفعيلها
command-hold = إيقاف
command-hold-done = أُوقفت
command-release = رفع الإيقاف
command-release-done = رُفع الإيقاف
command-mark-lost = تسجيل مفقودة
command-mark-lost-done = سُجّلت مفقودة
command-correct-outcome = تصحيح النتيجة
command-correct-outcome-done = صُحّحت النتيجة
command-resolve-contested = البت في بلاغ متنازع عليه
command-resolve-contested-done = بُتّ في البلاغ المتنازع عليه
command-set-priority = تحديد الأولوية
command-set-priority-done = حُدّدت الأولوية
command-add-note = إضافة ملاحظة
command-add-note-done = أُضيفت ملاحظة
command-log-contact = تسجيل تواصل
command-log-contact-done = سُجّل تواصل
command-settle-cash = تسوية النقد
command-settle-cash-done = سُوّي النقد
command-archive = أرشفة
command-archive-done = أُرشفت
command-transfer = نقل إلى مركز آخر
command-transfer-done = نُقلت إلى مركز آخر
command-rezone = إعادة تحديد المناطق
command-rezone-done = تغيّرت المنطقة

## Exceptions

command-claim = تولّي الاستثناء
command-claim-done = جرى تولي الاستثناء
command-comment = تعليق
command-comment-done = أُضيف تعليق
command-resolve = حل الاستثناء
command-resolve-done = حُلّ الاستثناء
command-raise = ترك ما رُفض للمتابعة
command-raise-done = تُرك للمتابعة

## Fleet, zones, merchants, hubs

command-upsert-courier = حفظ المندوب
command-upsert-courier-done = حُفظ المندوب
command-retire-courier = إنهاء خدمة المندوب
command-retire-courier-done = أُنهيت خدمة المندوب
command-upsert-vehicle = حفظ المركبة
command-upsert-vehicle-done = حُفظت المركبة
command-retire-vehicle = إخراج المركبة من الخدمة
command-retire-vehicle-done = أُخرجت المركبة من الخدمة
command-upsert-zone = حفظ المنطقة
command-upsert-zone-done = حُفظت المنطقة
command-retire-zone = إلغاء المنطقة
command-retire-zone-done = أُلغيت المنطقة
command-upsert-merchant = حفظ التاجر
command-upsert-merchant-done = حُفظ التاجر
command-retire-merchant = إنهاء التعامل مع التاجر
command-retire-merchant-done = أُنهي التعامل مع التاجر
command-upsert-hub = حفظ المركز
command-upsert-hub-done = حُفظ المركز
command-retire-hub = إغلاق المركز
command-retire-hub-done = أُغلق المركز
command-plan-shift = تخطيط وردية
command-plan-shift-done = خُطّطت الوردية
command-open-shift = فتح الوردية
command-open-shift-done = فُتحت الوردية
command-close-shift = إغلاق الوردية
command-close-shift-done = أُغلقت الوردية

## Staff and rules

command-upsert-staff = حفظ الموظف
command-upsert-staff-done = حُفظ الموظف
command-set-policy = حفظ القواعد
command-set-policy-done = حُفظت القواعد
command-grant = منح دور
command-grant-done = مُنح الدور

## Routes

command-plan-route = تخطيط المسار
command-plan-route-done = خُطّط المسار
command-reorder-route = إعادة ترتيب الوقفات
command-reorder-route-done = أُعيد ترتيب الوقفات
command-lock-route = قفل المسار
command-lock-route-done = قُفل المسار
command-unlock-route = فتح قفل المسار
command-unlock-route-done = فُتح قفل المسار
command-move-stop = نقل الوقفة
command-move-stop-done = نُقلت الوقفة

## Import

command-import-rows = استيراد
command-import-rows-done = استُوردت
command-import-rows-done-from = استُوردت من { $file }
command-import-zones = استيراد المناطق
command-import-zones-done = استُوردت المناطق
command-undo-import = التراجع عن الاستيراد
command-undo-import-done = تم التراجع عن الاستيراد

## Timeline

timeline-title = السجل الزمني
timeline-by = { $who } · { $time }
timeline-implied = ضمني
timeline-implied-hint = لم يُبلَّغ عنه، وإنما يلزم مما أُبلغ عنه لاحقًا
timeline-contested = متنازع عليه
timeline-override = تجاوز بسبب: { $reason }
timeline-arrived = لدى الخادم منذ { $time }
timeline-happened = حدث { $time }
timeline-accepted = قُبل البلاغ: { $what }
timeline-refused = رُفض البلاغ: { $what }
timeline-courier-change = من { $from } إلى { $to }
timeline-change = { $field }: { $from } ← { $to }
timeline-compensates = يصحّح قيدًا سابقًا

## Questions, asked once

confirm-title = يرجى التأكيد
confirm-cancel = { PLURAL($n) ->
    [zero] لا توصيلات لإلغائها
    [one] هل تُلغى هذه التوصيلة؟
    [two] هل تُلغى التوصيلتان؟
    [few] هل تُلغى { $n } توصيلات؟
    [many] هل تُلغى { $n } توصيلة؟
   *[other] هل تُلغى { $n } توصيلة؟
}
confirm-return = { PLURAL($n) ->
    [zero] لا توصيلات لإرجاعها
    [one] هل تُرجع هذه التوصيلة؟
    [two] هل تُرجع التوصيلتان؟
    [few] هل تُرجع { $n } توصيلات؟
    [many] هل تُرجع { $n } توصيلة؟
   *[other] هل تُرجع { $n } توصيلة؟
}
confirm-mark-lost = { PLURAL($n) ->
    [zero] لا توصيلات لتسجيلها مفقودة
    [one] هل تُسجّل هذه التوصيلة مفقودة؟
    [two] هل تُسجّل التوصيلتان مفقودتين؟
    [few] هل تُسجّل { $n } توصيلات مفقودة؟
    [many] هل تُسجّل { $n } توصيلة مفقودة؟
   *[other] هل تُسجّل { $n } توصيلة مفقودة؟
}
confirm-unassign = { PLURAL($n) ->
    [zero] لا توصيلات لإلغاء إسنادها
    [one] هل يُلغى إسناد هذه التوصيلة؟
    [two] هل يُلغى إسناد التوصيلتين؟
    [few] هل يُلغى إسناد { $n } توصيلات؟
    [many] هل يُلغى إسناد { $n } توصيلة؟
   *[other] هل يُلغى إسناد { $n } توصيلة؟
}
confirm-recall = { PLURAL($n) ->
    [zero] لا توصيلات لاستدعائها
    [one] هل تُستدعى هذه التوصيلة؟
    [two] هل تُستدعى التوصيلتان؟
    [few] هل تُستدعى { $n } توصيلات؟
    [many] هل تُستدعى { $n } توصيلة؟
   *[other] هل تُستدعى { $n } توصيلة؟
}
confirm-hold = { PLURAL($n) ->
    [zero] لا توصيلات لإيقافها
    [one] هل تُوقف هذه التوصيلة؟
    [two] هل تُوقف التوصيلتان؟
    [few] هل تُوقف { $n } توصيلات؟
    [many] هل تُوقف { $n } توصيلة؟
   *[other] هل تُوقف { $n } توصيلة؟
}
confirm-transfer = { PLURAL($n) ->
    [zero] لا توصيلات لنقلها
    [one] هل تُنقل هذه التوصيلة إلى مركز آخر؟ تنتقل معها أحداثها وملاحظاتها.
    [two] هل تُنقل التوصيلتان إلى مركز آخر؟ تنتقل معهما أحداثهما وملاحظاتهما.
    [few] هل تُنقل { $n } توصيلات إلى مركز آخر؟ تنتقل معها أحداثها وملاحظاتها.
    [many] هل تُنقل { $n } توصيلة إلى مركز آخر؟ تنتقل معها أحداثها وملاحظاتها.
   *[other] هل تُنقل { $n } توصيلة إلى مركز آخر؟ تنتقل معها أحداثها وملاحظاتها.
}
confirm-undo-import = { PLURAL($n) ->
    [zero] لا توصيلات من هذا الاستيراد لإزالتها.
    [one] هل تُزال التوصيلة التي أنشأها هذا الاستيراد؟
    [two] هل تُزال التوصيلتان اللتان أنشأهما هذا الاستيراد؟
    [few] هل تُزال { $n } توصيلات أنشأها هذا الاستيراد؟
    [many] هل تُزال { $n } توصيلة أنشأها هذا الاستيراد؟
   *[other] هل تُزال { $n } توصيلة أنشأها هذا الاستيراد؟
}
confirm-override = هل تنفّذه رغم ذلك؟
confirm-override-hint = يُسجّل سببك في السجل الزمني.
confirm-sign-out-unsent = { PLURAL($n) ->
    [zero] كل عملك مُرسل. هل تسجّل الخروج؟
    [one] أمر واحد لم يُرسل بعد. يبقى مختومًا هنا لك حتى تسجّل الدخول من جديد. هل تسجّل الخروج؟
    [two] أمران لم يُرسلا بعد. يبقيان مختومين هنا لك حتى تسجّل الدخول من جديد. هل تسجّل الخروج؟
    [few] { $n } أوامر لم تُرسل بعد. تبقى مختومة هنا لك حتى تسجّل الدخول من جديد. هل تسجّل الخروج؟
    [many] { $n } أمرًا لم تُرسل بعد. تبقى مختومة هنا لك حتى تسجّل الدخول من جديد. هل تسجّل الخروج؟
   *[other] { $n } أمر لم تُرسل بعد. تبقى مختومة هنا لك حتى تسجّل الدخول من جديد. هل تسجّل الخروج؟
}
confirm-quit-unsent = { PLURAL($n) ->
    [zero] كل عملك مُرسل. هل تُنهي البرنامج؟
    [one] أمر واحد لم يُرسل بعد. يبقى محفوظًا ويُرسل عند تشغيل البرنامج من جديد. هل تُنهي البرنامج؟
    [two] أمران لم يُرسلا بعد. يبقيان محفوظين ويُرسلان عند تشغيل البرنامج من جديد. هل تُنهي البرنامج؟
    [few] { $n } أوامر لم تُرسل بعد. تبقى محفوظة وتُرسل عند تشغيل البرنامج من جديد. هل تُنهي البرنامج؟
    [many] { $n } أمرًا لم تُرسل بعد. تبقى محفوظة وتُرسل عند تشغيل البرنامج من جديد. هل تُنهي البرنامج؟
   *[other] { $n } أمر لم تُرسل بعد. تبقى محفوظة وتُرسل عند تشغيل البرنامج من جديد. هل تُنهي البرنامج؟
}
confirm-discard-form = هل تتخلى عما كتبت؟
confirm-discard = تخلَّ عنه
confirm-keep-editing = متابعة التعديل

## Forms of commands

form-reason = السبب
form-reason-placeholder = لماذا؟
form-override-reason = لماذا يصح ذلك؟
form-courier = المندوب
form-courier-placeholder = اكتب اسمًا
form-to-hub = إلى المركز
form-note = ملاحظة
form-note-placeholder = اكتب ملاحظة
form-window-from = من
form-window-to = إلى
form-date = التاريخ
form-amount-collected = المحصّل
form-amount-due = المستحق
form-method = طريقة الدفع
form-variance-reason = ما سبب الفرق؟
form-proof-waive = تسليم دون إثبات
form-proof-waive-reason = لماذا دون إثبات؟
form-pin = الرمز الذي أعطاه المستلم
form-signed-by = وقّع
form-device-time = متى حدث ذلك؟
form-parcel-where = أين الطرد؟
form-return-to = أُرجعت إلى
form-attempt-reason = لماذا تعذّرت؟
form-hub = المركز
form-priority = الأولوية
form-contact-who = مع من
form-contact-outcome = النتيجة
form-invalid = يرجى تعبئة هذا الحقل
form-invalid-phone = ليس رقم جوال
form-invalid-amount = ليس مبلغًا
form-invalid-window = النهاية قبل البداية
form-reason-words = بكلماتك
form-correct-to = ما الصواب؟
form-stays-with-courier = يبقى الطرد مع المندوب
form-list-hint = عند التعدد: بفواصل بينها
form-unreadable = هنا ما لا يُقرأ. تحقق من الأرقام والأوقات ورقم الجوال.
form-unchanged = لم يتغيّر شيء بعد.
form-incomplete = ما زال هناك شيء ناقص. راجع الحقول أعلاه.
form-choose = اختر واحدًا
form-invalid-time = ليس وقتًا صحيحًا. اكتبه هكذا: 14:30.
form-now = الآن
form-time-hint = إن تُرك فارغًا فالمقصود الآن. ولوقت أسبق اكتبه هكذا: 14:30.
courier-no-shift = بلا وردية
result-contested = حالتها لا تسمح بهذا البلاغ. حُفظ بلاغًا متنازعًا عليه، ونقده محسوب على المندوب.
result-conflict = غيّرها شخص آخر أيضًا. القيمتان محفوظتان في الاستثناءات لتختار.
result-leave = تركه للمتابعة
result-leave-hint = لم يُكتب شيء مما رُفض. أغلق النافذة فلا يُبلَّغ به أحد، أو اتركه للمتابعة فيراه المركز ضمن الاستثناءات.
result-left = { PLURAL($n) ->
    [zero] لم يُترك شيء للمتابعة
    [one] تُرك للمتابعة بند مرفوض واحد
    [two] تُرك للمتابعة بندان مرفوضان
    [few] تُركت للمتابعة { $n } بنود مرفوضة
    [many] تُرك للمتابعة { $n } بندًا مرفوضًا
   *[other] تُرك للمتابعة { $n } بند مرفوض
}
undo-result = تم التراجع عن { $ok } من { $total }. { $reason }
undo-not-done = لم يتم التراجع ولم يُكتب شيء. { $reason }
overrule-do = نفّذ رغم ذلك
