import pytest, logging,time
from tests.canaries.crawl import Look,kind_of
from tests.canaries.words import words_in
from tests.canaries.addresses import routes,addresses
from collections import defaultdict
pytestmark = pytest.mark.django_db
def test_x(canaries, logged):
    t=time.process_time()
    a=Look(canaries,"author",pages=2,few=1).follow("/","/mine/","/tasks/","/inbox/","/bank/","/me/","/exports/")
    t1=time.process_time()
    b=Look(canaries,"other",pages=0,few=1).follow("/","/mine/","/tasks/","/inbox/","/bank/","/me/","/exports/")
    t2=time.process_time()
    cost=defaultdict(float)
    d=Look(canaries,"ended")
    n=0
    for r in routes():
        x=time.process_time()
        for u in addresses(canaries,r)[:2]: d.ask([u]);n+=1
        cost[r]+=time.process_time()-x
    t3=time.process_time()
    bad=[l for l in logged if words_in(l)]
    with open("/tmp/logs.txt","w") as f:
        print(len(a.asked),t1-t,len(b.asked),t2-t1,n,t3-t2,file=f)
        for k,v in sorted(cost.items(),key=lambda kv:-kv[1])[:25]: print(round(v,2),k,file=f)
        print(len(logged),len(bad),file=f)
        for l in bad[:30]: print(l[:200], "....", l[-600:],file=f); print("=======",file=f)
        from collections import Counter
        print(Counter(l.split()[0] for l in bad),Counter(l.split()[0] for l in logged),file=f)
