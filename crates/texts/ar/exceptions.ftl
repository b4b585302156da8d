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

exception-rejected-what = رُفض الأمر «{ $command }» على { $ref }
exception-rejected-why = { $reason }
exception-dependent-what = بُني الأمر «{ $command }» على { $ref } على أمر مرفوض
exception-contested-what = أُبلغ عن «{ $command }» في { $ref }، لكن حالة التوصيلة كانت: { $state }
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

conflict-yours = تعديلك { $time }
conflict-yours-offline = تعديلك { $time } دون اتصال
conflict-theirs = الخادم { $time }، { $who }
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
exception-resolve = وضع علامة محلول
exception-resolved-by = حلّه { $who } { $age }
exception-try-again = إعادة المحاولة
exception-drop-command = صرف النظر
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
resolution-discarded = صُرف عنه النظر

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
conflict-server = الخادم
conflict-field = الحقل
conflict-keep-first = اعتماد الأول
conflict-keep-second = اعتماد الثاني
contested-reported = ما أُبلغ عنه
contested-needs-courier = لا يُعرف من يحملها. أسند التوصيلة أولًا أو ارفض البلاغ.
late-accept = قبول المخاطرة
