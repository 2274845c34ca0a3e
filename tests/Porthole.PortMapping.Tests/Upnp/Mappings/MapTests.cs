using System.Net;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp.Mappings;

public sealed class MapTests
{
    private const string Camera = "192.168.1.20";

    [Quirk("3a 726")]
    [Quirk("3d quotes")]
    [Fact]
    public async Task MapAsync_RouterGrants_SendsTheStandardsArguments()
    {
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();

        var result = await sut.MapAsync(Request(Camera) with { Description = "Porthole <front> & \"back\" dör" }, default);

        result.Value.ShouldNotBeNull().ShouldSatisfyAllConditions(
            mapping => mapping.Via.ShouldBe(MappingProtocol.UpnpIgd),
            mapping => mapping.Internal.ShouldBe(IPEndPoint.Parse("192.168.1.20:554")),
            mapping => mapping.ExternalPort.ShouldBe((ushort)8554),
            mapping => mapping.Lease.ShouldBe(TimeSpan.FromHours(1)),
            mapping => mapping.ExternalAddress.ShouldBeNull());
        var call = igd.Calls.ShouldHaveSingleItem();
        call.Arguments.Select(argument => $"{argument.Key}={argument.Value}").ShouldBe(
        [
            "NewRemoteHost=", "NewExternalPort=8554", "NewProtocol=TCP", "NewInternalPort=554", "NewInternalClient=192.168.1.20",
            "NewEnabled=1", "NewPortMappingDescription=Porthole &lt;front&gt; &amp; _back_ d_", "NewLeaseDuration=3600",
        ]);
    }

    [Quirk("3c Host header")]
    [Quirk("3d one segment")]
    [Quirk("3d keep-alive")]
    [Quirk("3d Expect")]
    [Quirk("3d request type")]
    [Quirk("3d quoted action")]
    [Fact]
    public async Task MapAsync_Request_HasTheSpellingThatRoutersTake()
    {
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();

        await sut.MapAsync(Request(Camera), default);

        var request = igd.Server.Requests.Last();
        request.CameInOnePiece.ShouldBeTrue();
        request.Header("SOAPAction").ShouldBe("\"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\"");
        request.Header("Content-Type").ShouldBe("text/xml; charset=\"utf-8\"");
        request.Header("Connection").ShouldBe("close");
        request.Header("Host").ShouldBe($"127.0.0.1:{igd.Server.Port}");
        request.Header("Content-Length").ShouldBe(request.Body.Length.ToString());
        request.Head.ShouldNotContain("Expect");
    }

    [Quirk("3a 402 lease")]
    [Quirk("3a 725")]
    [Theory]
    [InlineData(725)] // MikroTik RouterOS 6.34, Netgear R8000, Zyxel VMG1312
    [InlineData(402)] // ARRIS NVG578LX (tailscale#15223)
    public async Task MapAsync_LeaseRefused_AsksForAPermanentOneAndRemembers(int code)
    {
        await using var igd = new FakeIgd { Policy = call => call["NewLeaseDuration"] == "0" ? null : code };
        var sut = await igd.OpenAsync();

        var first = await sut.MapAsync(Request(Camera), default);
        var second = await sut.MapAsync(Request(Camera), default);

        first.Value.ShouldNotBeNull().Lease.ShouldBeNull();
        first.Value.ExpiresAt.ShouldBeNull();
        second.Value.ShouldNotBeNull().Lease.ShouldBeNull();
        igd.Calls.Select(call => call["NewLeaseDuration"]).ShouldBe(["3600", "0", "0"]);
    }

    [Quirk("3a 402 no lease")]
    [Fact]
    public async Task MapAsync_PermanentLeaseRefusedWith402_AsksForAWeek()
    {
        // n0-computer/net-tools#52.
        await using var igd = new FakeIgd { Policy = call => call["NewLeaseDuration"] == "0" ? 402 : null };
        var sut = await igd.OpenAsync();

        var result = await sut.MapAsync(Request(Camera) with { Lease = TimeSpan.Zero }, default);

        result.Value.ShouldNotBeNull().Lease.ShouldBe(TimeSpan.FromDays(7));
    }

    [Quirk("3a 402 order")]
    [Fact]
    public async Task MapAsync_402ForTheArgumentOrder_FollowsTheScpd()
    {
        // sbstp/rust-igd#48.
        string[] order = ["NewProtocol", "NewExternalPort", "NewRemoteHost", "NewInternalClient", "NewInternalPort", "NewEnabled", "NewLeaseDuration", "NewPortMappingDescription"];
        var arguments = string.Concat(order.Select(name => $"<argument><name>{name}</name><direction>in</direction></argument>"));
        await using var igd = new FakeIgd
        {
            Scpd = $"<scpd><actionList><action><name>Other</name><argumentList><argument><name>X</name><direction>in</direction></argument></argumentList></action>" +
                $"<action><name>AddPortMapping</name><argumentList>{arguments}</argumentList></action></actionList></scpd>",
            Policy = call => call.Arguments.Select(argument => argument.Key).SequenceEqual(order) ? null : 402,
        };
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(Request(Camera), default)).Value.ShouldNotBeNull().Lease.ShouldBe(TimeSpan.FromHours(1));
        (await sut.MapAsync(Request(Camera), default)).IsGranted.ShouldBeTrue();

        igd.Calls.Count.ShouldBe(4);
        igd.Server.Requests.Count(request => request.Path == "/scpd.xml").ShouldBe(1);
    }

    [Fact]
    public async Task MapAsync_SeveralAtOnce_AreCalledOneByOne()
    {
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            sut.MapAsync(Request(Camera) with { ExternalPort = (ushort)(9000 + i) }, default).AsTask()));

        results.ShouldAllBe(result => result.IsGranted);
        igd.Table.Count.ShouldBe(12);
    }

    [Fact]
    public async Task UnmapAsync_OwnMapping_IsDeleted()
    {
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();
        var mapping = (await sut.MapAsync(Request(Camera), default)).Value.ShouldNotBeNull();

        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();
        igd.Table.ShouldBeEmpty();
        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public async Task UnmapAsync_PortIsAnotherHostsByNow_LeavesItAlone()
    {
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();
        var mapping = (await sut.MapAsync(Request(Camera), default)).Value.ShouldNotBeNull();
        igd.Table.Clear();
        igd.Table.Add(new FakeEntry("TCP", 8554, "192.168.1.77", 554, "Xbox", 0));

        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();

        igd.Table.Count.ShouldBe(1);
    }

    [Quirk("3a 725")]
    [Fact]
    public async Task UnmapAsync_RouterCannotTellItsTable_DeletesAllTheSame()
    {
        // Netgear X6S sets, but does not tell (firewalla#556).
        await using var igd = new FakeIgd { Override = call => call.Action.StartsWith("Get", StringComparison.Ordinal) ? FakeIgd.Fault(401) : null };
        var sut = await igd.OpenAsync();
        var mapping = (await sut.MapAsync(Request(Camera), default)).Value.ShouldNotBeNull();

        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();

        igd.Table.ShouldBeEmpty();
    }

    internal static MappingRequest Request(string host, ushort external = 8554) => new()
    {
        Transport = Transport.Tcp,
        Internal = new IPEndPoint(IPAddress.Parse(host), 554),
        ExternalPort = external,
        Description = "Porthole front-door/rtsp",
    };
}
