"""The Asterisk modules that are loaded, in the order in which they need each other."""

from __future__ import annotations

from pathlib import Path

MODULES: tuple[str, ...] = (
    # storage and formats
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_sorcery_astdb",
    "res_timing_timerfd",
    "format_wav",
    "format_pcm",
    "format_sln",
    "codec_ulaw",
    "codec_alaw",
    "codec_a_mu",
    "codec_g722",
    "codec_resample",
    "res_musiconhold",
    # bridges
    "bridge_simple",
    "bridge_softmix",
    "bridge_holding",
    "bridge_builtin_features",
    # SIP and RTP
    "res_crypto",
    "res_srtp",
    "res_http_websocket",
    "res_rtp_asterisk",
    "res_pjproject",
    "res_pjsip",
    "res_pjsip_pubsub",
    "res_pjsip_session",
    "res_pjsip_sdp_rtp",
    "res_pjsip_authenticator_digest",
    "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_endpoint_identifier_user",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_anonymous",
    "res_pjsip_registrar",
    "res_pjsip_outbound_registration",
    "res_pjsip_caller_id",
    "res_pjsip_dtmf_info",
    "res_pjsip_nat",
    "res_pjsip_notify",
    "res_pjsip_refer",
    "res_pjsip_rfc3326",
    "res_pjsip_transport_websocket",
    "chan_pjsip",
    # dialplan
    "pbx_config",
    "app_exec",
    "app_stack",
    "app_playback",
    "app_queue",
    "app_record",
    "app_mixmonitor",
    "app_softhangup",
    "app_verbose",
    "func_channel",
    "func_callerid",
    "func_env",
    "func_json",
    "func_logic",
    "func_strings",
    "func_timeout",
    # ARI
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "app_stasis",
    "res_mutestream",
    "res_websocket_client",
    "res_ari",
    "res_ari_model",
    "res_ari_applications",
    "res_ari_asterisk",
    "res_ari_bridges",
    "res_ari_channels",
    "res_ari_endpoints",
    "res_ari_events",
    "res_ari_playbacks",
    "res_ari_recordings",
    # AMI
    "res_manager_devicestate",
)


def missing_modules(folder: Path) -> tuple[str, ...]:
    """The modules that an Asterisk whose modules are in `folder` does not have."""
    return tuple(name for name in MODULES if not (folder / f"{name}.so").exists())
