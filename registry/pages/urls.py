"""Where the ground floor's pages live."""

from django.urls import path

from registry.pages.views import about, agencies, language, me, services, sign_in, solutions, through, tokens

app_name = "registry"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/<slug:provider>/", through.begin, name="through"),
    path("sign-in/<slug:provider>/back/", through.back, name="through-back"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("language/", language.choose, name="language"),
    path("about/", about.about, name="about"),
    path("me/", me.start, name="me"),
    path("me/profile/", me.profile, name="profile"),
    path("me/told/", me.told, name="told"),
    path("me/password/", me.password, name="password"),
    path("me/identities/<int:identity>/forget/", through.forget, name="identity-forget"),
    path("me/sessions/end/", me.end_sessions, name="sessions-end"),
    path("me/sessions/<slug:handle>/end/", me.end_session, name="session-end"),
    path("me/tokens/", tokens.issue, name="tokens"),
    path("me/tokens/<uuid:token>/revoke/", tokens.revoke, name="token-revoke"),
    path("agencies/<uuid:agency>/", agencies.detail, name="agency"),
    path("agencies/number/<str:orgnr>/", agencies.numbered, name="agency-numbered"),
    path("agencies/<uuid:agency>/edit/", agencies.edit, name="agency-edit"),
    path("agencies/<uuid:agency>/members/", agencies.members, name="members"),
    path("agencies/<uuid:agency>/claims/<int:claim>/", agencies.claim, name="claim"),
    path("agencies/<uuid:agency>/services/", services.listing, name="services"),
    path("agencies/<uuid:agency>/services/<uuid:service>/end/", services.end, name="service-end"),
    path("agencies/<uuid:agency>/services/<uuid:service>/tokens/", services.token, name="service-token"),
    path("agencies/<uuid:agency>/services/tokens/<uuid:token>/", services.revoke, name="service-revoke"),
    path("agencies/<uuid:agency>/members/remove/", agencies.remove, name="member-remove"),
    path("agencies/<uuid:agency>/members/password/", agencies.reset, name="member-password"),
    path("solutions/", solutions.listing, name="solutions"),
    path("solutions/new/", solutions.register, name="solution-register"),
    path("solutions/<uuid:solution>/edit/", solutions.edit, name="solution-edit"),
    path("solutions/<uuid:solution>/use/", solutions.take_into_use, name="solution-use"),
    path("solutions/<uuid:solution>/stop-using/", solutions.stop_using, name="solution-stop"),
]
