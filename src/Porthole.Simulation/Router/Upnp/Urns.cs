namespace Porthole.Simulation.Router.Upnp;

/// <summary>The names and paths of this router's devices and services, by the version of its Internet Gateway Device.</summary>
internal sealed record Urns(int Version)
{
    public const string DescriptionPath = "/rootDesc.xml";
    public const string ConnectionScpdPath = "/WANIPCn.xml";
    public const string CommonScpdPath = "/WANCfg.xml";
    public const string ControlPrefix = "/ctl/";
    public const string ConnectionControlPath = ControlPrefix + "IPConn";
    public const string CommonControlPath = ControlPrefix + "CmnIfCfg";
    public const string ConnectionEventPath = "/evt/IPConn";
    public const string CommonEventPath = "/evt/CmnIfCfg";

    public const string CommonService = "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1";

    // One identity for ever: a router's uuid survives its restarts. The last digit tells its three devices apart.
    private const string UuidStem = "uuid:8f3c0d52-6b1e-4a9e-9c55-7d1f6f70e50";

    public const string GatewayUuid = UuidStem + "0";
    public const string WanUuid = UuidStem + "1";
    public const string ConnectionUuid = UuidStem + "2";

    public string GatewayDevice => $"urn:schemas-upnp-org:device:InternetGatewayDevice:{Version}";

    public string WanDevice => $"urn:schemas-upnp-org:device:WANDevice:{Version}";

    public string ConnectionDevice => $"urn:schemas-upnp-org:device:WANConnectionDevice:{Version}";

    public string ConnectionService => $"urn:schemas-upnp-org:service:WANIPConnection:{Version}";

    /// <summary>Every search target with the uuid of the device that answers to it.</summary>
    public IReadOnlyList<(string Target, string Uuid)> Targets =>
    [
        ("upnp:rootdevice", GatewayUuid),
        (GatewayDevice, GatewayUuid),
        (WanDevice, WanUuid),
        (ConnectionDevice, ConnectionUuid),
        (CommonService, WanUuid),
        (ConnectionService, ConnectionUuid),
        (GatewayUuid, GatewayUuid),
        (WanUuid, WanUuid),
        (ConnectionUuid, ConnectionUuid),
    ];
}
