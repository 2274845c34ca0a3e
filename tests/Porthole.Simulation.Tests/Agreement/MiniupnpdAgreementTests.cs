using System.Net;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Agreement;

/// <summary>
/// The simulated router and a real miniupnpd 2.3.1 are asked the same and give the same answers, byte for byte
/// where the protocol is binary. Where miniupnpd departs from the specification the simulation follows the
/// specification; those places are listed below and left out.
/// </summary>
/// <remarks>
/// Left out: miniupnpd on nftables takes a PCP renewal with another nonce, answers a PCP deletion of an absent
/// mapping with NO_RESOURCES, lets one internal port have several NAT-PMP mappings, takes any unknown protocol
/// name for TCP, maps SCTP, and lists its newest mapping first.
/// </remarks>
public sealed class MiniupnpdAgreementTests
{
    [Fact]
    public async Task Upnp_SameCalls_SameAnswers() => await CompareAsync(async router =>
    {
        Task<string> Add(IPAddress client, int external = 20001, int inside = 8554, string protocol = "TCP", string lease = "600", IPAddress? from = null, string action = "AddPortMapping") =>
            router.CallAsync(
                action, from,
                ("NewRemoteHost", ""), ("NewExternalPort", $"{external}"), ("NewProtocol", protocol), ("NewInternalPort", $"{inside}"),
                ("NewInternalClient", client.ToString()), ("NewEnabled", "1"), ("NewPortMappingDescription", "a test"), ("NewLeaseDuration", lease));
        Task<string> Key(string action, int external, string protocol = "TCP", IPAddress? from = null) =>
            router.CallAsync(action, from, ("NewRemoteHost", ""), ("NewExternalPort", $"{external}"), ("NewProtocol", protocol));
        Task<string> Range(string action, int start, int end) =>
            router.CallAsync(action, null, ("NewStartPort", $"{start}"), ("NewEndPort", $"{end}"), ("NewProtocol", "TCP"), ("NewManage", "1"), ("NewNumberOfPorts", "0"));

        return
        [
            ("address", await router.CallAsync("GetExternalIPAddress", null)),
            ("connection type", await router.CallAsync("GetConnectionTypeInfo", null)),
            ("NAT status", await router.CallAsync("GetNATRSIPStatus", null)),
            ("unknown action", await router.CallAsync("Nonsense", null)),
            ("empty list", await router.CallAsync("GetGenericPortMappingEntry", null, ("NewPortMappingIndex", "0"))),
            ("for another host", await Add(router.Other)),
            ("for oneself", await Add(router.Asker)),
            ("the same again", await Add(router.Asker, inside: 8555)),
            ("read back", await Key("GetSpecificPortMappingEntry", 20001)),
            ("listed", await router.CallAsync("GetGenericPortMappingEntry", null, ("NewPortMappingIndex", "0"))),
            ("beyond the list", await router.CallAsync("GetGenericPortMappingEntry", null, ("NewPortMappingIndex", "1"))),
            ("below the list", await router.CallAsync("GetGenericPortMappingEntry", null, ("NewPortMappingIndex", "-1"))),
            ("no index", await router.CallAsync("GetGenericPortMappingEntry", null, ("NewPortMappingIndex", "x"))),
            ("held by another", await Add(router.Other, from: router.Other)),
            ("low internal port", await Add(router.Asker, 20002, 554)),
            ("low external port", await Add(router.Asker, 80)),
            ("no external port", await Add(router.Asker, 0)),
            ("lower case", await Add(router.Asker, 20003, protocol: "udp")),
            ("read back UDP", await Key("GetSpecificPortMappingEntry", 20003, "UDP")),
            ("UDP is not TCP", await Key("GetSpecificPortMappingEntry", 20003)),
            ("lease 0", await Add(router.Asker, 20004, lease: "0")),
            ("lease 0 read back", await Key("GetSpecificPortMappingEntry", 20004)),
            ("lease too long", await Add(router.Asker, 20005, lease: "604801")),
            ("lease too long read back", await Key("GetSpecificPortMappingEntry", 20005)),
            ("client is no address", await router.CallAsync(
                "AddPortMapping", null, ("NewExternalPort", "20006"), ("NewProtocol", "TCP"), ("NewInternalPort", "8554"), ("NewInternalClient", "camera.invalid"))),
            ("no internal port", await router.CallAsync(
                "AddPortMapping", null, ("NewExternalPort", "20006"), ("NewProtocol", "TCP"), ("NewInternalClient", router.Asker.ToString()))),
            ("any port, held", await Add(router.Other, from: router.Other, action: "AddAnyPortMapping")),
            ("any port, forbidden", await Add(router.Asker, 20010, 554, action: "AddAnyPortMapping")),
            ("delete another's", await Key("DeletePortMapping", 20001, from: router.Other)),
            ("delete", await Key("DeletePortMapping", 20001)),
            ("delete again", await Key("DeletePortMapping", 20001)),
            ("delete port 0", await Key("DeletePortMapping", 0)),
            ("read what is gone", await Key("GetSpecificPortMappingEntry", 20001)),
            ("read port 0", await Key("GetSpecificPortMappingEntry", 0)),
            ("range, the wrong way", await Range("GetListOfPortMappings", 2, 1)),
            ("delete an empty range", await Range("DeletePortMappingRange", 1, 100)),
            ("delete a range the wrong way", await Range("DeletePortMappingRange", 2, 1)),
        ];
    });

    [Fact]
    public async Task Pcp_SameRequests_SameBytes() => await CompareAsync(async router =>
    {
        byte[] Map(int inside, int external, uint lifetime = 3600, IPAddress? client = null, IPAddress? suggested = null, byte[]? options = null) =>
            PcpClient.Map(inside, external, lifetime, client: client ?? router.Asker, externalAddress: suggested, options: options);
        var elsewhere = IPAddress.Parse("198.51.100.1");
        return
        [
            ("announce", await router.AskPcpAsync(PcpClient.Pcp(0, 0, router.Asker))),
            ("map", await router.AskPcpAsync(Map(8554, 22000))),
            ("renew", await router.AskPcpAsync(Map(8554, 22000))),
            ("held", await router.AskPcpAsync(Map(8554, 22000, client: router.Other), router.Other)),
            ("shortest", await router.AskPcpAsync(Map(8560, 22010, 1))),
            ("longest", await router.AskPcpAsync(Map(8561, 22011, uint.MaxValue))),
            ("third party", await router.AskPcpAsync(Map(8562, 22012, options: PcpClient.ThirdParty(router.Other)))),
            ("another's address", await router.AskPcpAsync(Map(8563, 22013, client: elsewhere))),
            ("unknown option", await router.AskPcpAsync(Map(8564, 22014, options: [77, 0, 0, 0]))),
            ("optional option", await router.AskPcpAsync(Map(8565, 22015, options: [200, 0, 0, 0]))),
            ("cut option", await router.AskPcpAsync(Map(8566, 22016, options: [2, 0, 0, 8]))),
            ("address of choice", await router.AskPcpAsync(Map(8567, 22017, suggested: elsewhere))),
            ("address of choice or none", await router.AskPcpAsync(Map(8568, 22018, suggested: elsewhere, options: PcpClient.PreferFailure))),
            ("any address or none", await router.AskPcpAsync(Map(8569, 0, options: PcpClient.PreferFailure))),
            ("unknown opcode", await router.AskPcpAsync(PcpClient.Pcp(5, 60, router.Asker))),
            ("short", await router.AskPcpAsync(PcpClient.Pcp(1, 60, router.Asker))),
            ("version 3", await router.AskPcpAsync([3, .. PcpClient.Pcp(0, 0, router.Asker)[1..]])),
            ("an answer", await router.AskPcpAsync(PcpClient.Pcp(0x80, 0, router.Asker), patience: Wire.Silence)),
            ("delete", await router.AskPcpAsync(Map(8554, 22000, 0))),
        ];
    });

    [Fact]
    public async Task NatPmp_SameRequests_SameBytes() => await CompareAsync(async router =>
    [
        ("address", await router.AskPcpAsync([0, 0])),
        ("map TCP", await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 21000, 600))),
        ("map UDP", await router.AskPcpAsync(PcpClient.NatPmpMap(1, 8554, 21000, 600))),
        ("renew", await router.AskPcpAsync(PcpClient.NatPmpMap(1, 8554, 21000, 600))),
        ("held", await router.AskPcpAsync(PcpClient.NatPmpMap(1, 8554, 21000, 600), router.Other)),
        ("no wish", await router.AskPcpAsync(PcpClient.NatPmpMap(1, 28554, 0, 600))),
        ("no internal port", await router.AskPcpAsync(PcpClient.NatPmpMap(1, 0, 21001, 600))),
        ("delete", await router.AskPcpAsync(PcpClient.NatPmpMap(1, 8554, 0, 0))),
        ("delete all", await router.AskPcpAsync(PcpClient.NatPmpMap(1, 0, 0, 0))),
        ("unknown opcode", await router.AskPcpAsync([0, 9])),
    ]);

    [Fact]
    public async Task Ssdp_SameSearches_SameLines() => await CompareAsync(async router =>
    [
        ("root", await router.SearchAsync("upnp:rootdevice")),
        ("gateway 1", await router.SearchAsync("urn:schemas-upnp-org:device:InternetGatewayDevice:1")),
        ("gateway 2", await router.SearchAsync("urn:schemas-upnp-org:device:InternetGatewayDevice:2")),
        ("service", await router.SearchAsync("urn:schemas-upnp-org:service:WANIPConnection:1")),
        ("uuid", await router.SearchAsync("uuid:8f3c0d52-6b1e-4a9e-9c55-7d1f6f70e500")),
        ("another device", await router.SearchAsync("urn:schemas-upnp-org:device:MediaServer:1", Wire.Silence)),
    ]);

    private static async Task CompareAsync(Func<Candidate, Task<(string What, string Answer)[]>> ask)
    {
        await using var real = await RealCandidate.StartAsync();
        var options = RouterProfile.Debian.Options with { Rules = [PermissionRule.Parse("allow 1024-65535 127.78.0.0/16 1024-65535"), PermissionRule.Parse("deny 0-65535 0.0.0.0/0 0-65535")] };
        await using var simulated = await SimulatedCandidate.StartAsync(options);
        var theirs = await ask(real);
        var ours = await ask(simulated);
        ours.ShouldBe(theirs);
    }
}
