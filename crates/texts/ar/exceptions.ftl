### الاستثناءات: ما يحتاج إلى شخص.

exceptions-title = الاستثناءات
exceptions-open = مفتوحة
exceptions-resolved = محلولة
exceptions-mine = لديّ
exceptions-from-me = من عملي
exceptions-count = { PLURAL($n) ->
    [zero] لا استثناءات
    [one] استثناء واحد
    [two] استثناءان
    [few] { $n } استثناءات
    [many] { $n } استثناءً
   *[other] { $n } استثناء
}
exceptions-list-label = الاستثناءات
exceptions-filter-kind = النوع

## Kinds

exception-kind-rejected = أمر مرفوض
exception-kind-contested = بلاغ متنازع عليه
exception-kind-conflict = تعارض تعديلات
exception-kind-import-row = صف استيراد بحاجة إلى إصلاح
exception-kind-late-risk = مهددة بالتأخر
exception-kind-quarantined = أمر معزول

exception-rejected-what = رُفض «{ $command }» للتوصيلة { $ref }
exception-rejected-several = { PLURAL($n) ->
    [zero] رُفض «{ $command }» للتوصيلة { $ref }
    [one] رُفض «{ $command }» للتوصيلة { $ref } ولأخرى معها
    [two] رُفض «{ $command }» للتوصيلة { $ref } ولاثنتين معها
    [few] رُفض «{ $command }» للتوصيلة { $ref } و{ $n } معها
    [many] رُفض «{ $command }» للتوصيلة { $ref } و{ $n } معها
   *[other] رُفض «{ $command }» للتوصيلة { $ref } و{ $n } معها
}
exception-rejected-nameless = رُفض «{ $command }»
exception-quarantined-what = عُزل «{ $command }» للتوصيلة { $ref }
exception-quarantined-several = { PLURAL($n) ->
    [zero] عُزل «{ $command }» للتوصيلة { $ref }
    [one] عُزل «{ $command }» للتوصيلة { $ref } ولأخرى معها
    [two] عُزل «{ $command }» للتوصيلة { $ref } ولاثنتين معها
    [few] عُزل «{ $command }» للتوصيلة { $ref } و{ $n } معها
    [many] عُزل «{ $command }» للتوصيلة { $ref } و{ $n } معها
   *[other] عُزل «{ $command }» للتوصيلة { $ref } و{ $n } معها
}
exception-quarantined-nameless = عُزل «{ $command }»
exception-item-unknown = لم تعد في هذا المركز
exception-item-refused-now = يُرفض الآن أيضًا
exception-item-possible-now = ممكن الآن
exception-item-done-already = هو كذلك بالفعل
exception-item-disputed-now = سيحتاج إلى قرار
exception-still-refused-same = لو أُعيدت المحاولة الآن لرُفض للسبب نفسه.
exception-still-refused-some = لو أُعيدت المحاولة الآن لرُفض { $n } من { $total }.
exception-partly-done = تم { $ok } من { $total }، ويبقى للمتابعة: { $n }
exception-row-in-file = كما ورد في الملف
exceptions-bulk-claim = أتولاها
exceptions-confirm-discarded = { PLURAL($n) ->
    [zero] لا استثناءات لتجاهلها
    [one] تجاهل استثناء واحد؟
    [two] تجاهل استثناءين؟
    [few] تجاهل { $n } استثناءات؟
    [many] تجاهل { $n } استثناءً؟
   *[other] تجاهل { $n } استثناء؟
}
exceptions-confirm-repaired = { PLURAL($n) ->
    [zero] لا استثناءات لاعتبارها مُصلحة
    [one] اعتبار استثناء واحد مُصلحًا؟
    [two] اعتبار استثناءين مُصلحين؟
    [few] اعتبار { $n } استثناءات مُصلحة؟
    [many] اعتبار { $n } استثناءً مُصلحًا؟
   *[other] اعتبار { $n } استثناء مُصلحًا؟
}
exceptions-do-discarded = تجاهلها
exceptions-do-repaired = اعتبارها مُصلحة
exceptions-bulk-hint = تبقى مقروءة ضمن المحلولة.
exceptions-bulk-left = { PLURAL($n) ->
    [zero] كل المحدد يُحل معًا.
    [one] واحد من المحدد يُحل وحده لأنه يحتاج إلى اختيار.
    [two] اثنان من المحدد يُحل كل منهما وحده لأنه يحتاج إلى اختيار.
    [few] { $n } من المحدد يُحل كل منها وحده لأنه يحتاج إلى اختيار.
    [many] { $n } من المحدد يُحل كل منها وحده لأنه يحتاج إلى اختيار.
   *[other] { $n } من المحدد يُحل كل منها وحده لأنه يحتاج إلى اختيار.
}
exception-rejected-why = { $reason }
exception-dependent-what = بُني الأمر «{ $command }» على { $ref } على أمر مرفوض
exception-contested-what = { $ref }: أُبلغ عن «{ $command }»، لكن حالة التوصيلة كانت: { $state }
exception-contested-twice = { $ref }: سُجّل التسليم مرتين، سجّله قبل ذلك { $who } { $time }، { $paid }
exception-contested-cash = { $amount } تُحسب نقدًا لدى { $courier }
exception-conflict-what = تعديلان على { $group } في { $ref }
exception-import-what = الصف { $row } من { $file }: { $reason }
exception-late-what = ستتأخر { $ref } { $n } د
exception-intended = ما كان مطلوبًا
exception-why-not = سبب المنع
exception-now = الحال الآن
exception-happened-at = حدث { $time }
exception-recorded-by = سجّله { $who }

## Both values

conflict-yours = أنت، { $time }
conflict-before = قبل ذلك
conflict-keep-mine = اعتماد تعديلي
conflict-keep-theirs = اعتماد الآخر
conflict-kept-mine = اعتُمد تعديلك
conflict-kept-theirs = اعتُمد التعديل الآخر
conflict-empty-value = فارغ

## Contested

contested-accept = حدث فعلًا: قبول
contested-refuse = لم يحدث: رفض
contested-reason = لماذا؟
contested-accepted = قُبل البلاغ
contested-refused = رُفض البلاغ
contested-evidence = الأدلة
contested-point = موقع البلاغ
contested-proof = الإثبات
contested-cash = النقد المحصّل

## Working on one

exception-claim = أتولاه
exception-claimed-by = يتولاه { $who }
exception-claimed-by-me = تتولاه أنت
exception-unclaimed = لم يتولّه أحد
exception-comment = تعليق
exception-comment-placeholder = اكتب تعليقًا للوردية التالية
exception-comments = { PLURAL($n) ->
    [zero] لا تعليقات
    [one] تعليق واحد
    [two] تعليقان
    [few] { $n } تعليقات
    [many] { $n } تعليقًا
   *[other] { $n } تعليق
}
exception-resolve = اعتباره مُصلحًا
exception-resolved-by = حلّه { $who } { $age }
exception-try-again = إعادة المحاولة
exception-drop-command = تجاهل
exception-open-delivery = فتح التوصيلة
exception-repair-row = إصلاح الصف
exception-age = فُتح { $age }

## How it was settled

resolution-accepted = قُبل
resolution-refused = رُفض
resolution-kept-mine = اعتُمد التعديل نفسه
resolution-kept-theirs = اعتُمد التعديل الآخر
resolution-retried = أُعيدت المحاولة
resolution-repaired = أُصلح
resolution-discarded = تم تجاهله

## Handover

handover-title = تسليم الوردية
handover-since = منذ بدء الوردية { $time }
handover-open-exceptions = الاستثناءات المفتوحة
handover-risks = المهددة بالتأخر
handover-notes = الملاحظات

exceptions-none-here = لا شيء هنا بهذه المرشحات.
exceptions-none-open = اختر استثناءً لعرضه هنا.
exception-pending = لم يؤكده الخادم بعد
exception-happened = وقت الحدوث
exception-source = المصدر
exception-changed-by = آخر تغيير
exception-quarantined-why = تعذّر على الخادم تنفيذه فعزله. وهو محفوظ كما كان.
exception-still-refused = لو أُعيدت المحاولة الآن لرُفض:
exception-edit-retry = تغيير ثم إعادة المحاولة
exception-repair-import = تحقق واستورد
exception-drop-row = ترك الصف
conflict-of = { $who }، { $time }
conflict-other = التعديل الآخر
conflict-field = الحقل
conflict-keep-first = اعتماد الأول
conflict-keep-second = اعتماد الثاني
contested-reported = ما أُبلغ عنه
contested-recorded = المسجّل من قبل
contested-recorded-by = سجّله
contested-paid = الدفع
contested-nothing-paid = لم يُحصّل شيء
contested-this-right = هذا هو الصحيح: يُعتمد دفعه
contested-first-right = الأول هو الصحيح: يُلغى قيد هذا
contested-stays = تبقى حالتها «{ $state }» أيًّا كان ما يُقبل. لتغييرها صحّح النتيجة.
contested-settle = { PLURAL($n) ->
    [zero] البتّ في { $n } بلاغ
    [one] البتّ في البلاغ
    [two] البتّ في البلاغين
    [few] البتّ في { $n } بلاغات
    [many] البتّ في { $n } بلاغًا
   *[other] البتّ في { $n } بلاغ
}
contested-needs-courier = لا يُعرف من يحملها. أسند التوصيلة أولًا أو ارفض البلاغ.
late-accept = قبول المخاطرة
