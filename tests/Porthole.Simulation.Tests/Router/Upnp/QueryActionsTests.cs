using System.Xml.Linq;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Upnp;

public sealed class QueryActionsTests
{
    [Fact]
    public async Task Specific_Known_TellsAll()
    {
        var time = new ManualTime();
        await using var router = await Loopback.StartRouterAsync(new() { SecureMode = false }, time);
        await router.AddAsync(20001, "127.0.0.20", description: "front & door", lease: 600);
        time.Advance(TimeSpan.FromSeconds(100));
        (await router.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001))).ShouldBe(new Dictionary<string, string>
        {
            ["NewInternalPort"] = "8554",
            ["NewInternalClient"] = "127.0.0.20",
            ["NewEnabled"] = "1",
            ["NewPortMappingDescription"] = "front & door",
            ["NewLeaseDuration"] = "500",
        });
    }

    [Theory]
    [InlineData("20001", "UDP", "714")]
    [InlineData("20002", "TCP", "714")]
    [InlineData("0", "TCP", "402")]
    [InlineData("x", "TCP", "402")]
    [InlineData("20001", "", "402")]
    public async Task Specific_Unknown_IsRefused(string port, string protocol, string code)
    {
        await using var router = await Loopback.StartRouterAsync();
        await router.AddAsync(20001);
        var reply = await router.CallAsync("GetSpecificPortMappingEntry", [("NewExternalPort", port), ("NewProtocol", protocol)]);
        reply["errorCode"].ShouldBe(code);
    }

    [Fact]
    public async Task Generic_WalkedToTheEnd_ListsInOrderAndEndsWith713()
    {
        await using var router = await Loopback.StartRouterAsync();
        await router.AddAsync(20003);
        await router.AddAsync(20001, protocol: "UDP", remoteHost: "127.0.0.9");
        var first = await router.CallAsync("GetGenericPortMappingEntry", [("NewPortMappingIndex", "0")]);
        var second = await router.CallAsync("GetGenericPortMappingEntry", [("NewPortMappingIndex", "1")]);
        var end = await router.CallAsync("GetGenericPortMappingEntry", [("NewPortMappingIndex", "2")]);
        (first["NewExternalPort"], first["NewProtocol"], first["NewRemoteHost"]).ShouldBe(("20003", "TCP", ""));
        (second["NewExternalPort"], second["NewProtocol"], second["NewRemoteHost"]).ShouldBe(("20001", "UDP", "127.0.0.9"));
        end["errorCode"].ShouldBe("713");
        (await router.CallAsync("GetGenericPortMappingEntry", [("NewPortMappingIndex", "-1")]))["errorCode"].ShouldBe("713");
        (await router.CallAsync("GetGenericPortMappingEntry", []))["errorCode"].ShouldBe("402");
    }

    [Fact]
    public async Task List_Range_IsXmlInsideTheArgument()
    {
        await using var router = await Loopback.StartRouterAsync();
        for (var port = 20001; port <= 20005; port++)
            await router.AddAsync(port, description: "<&>");
        (string, string)[] Ask(int start, int end, int count) =>
        [
            ("NewStartPort", $"{start}"), ("NewEndPort", $"{end}"), ("NewProtocol", "TCP"), ("NewManage", "1"), ("NewNumberOfPorts", $"{count}"),
        ];
        async Task<List<string>> Ports(int start, int end, int count)
        {
            var reply = await router.CallAsync("GetListOfPortMappings", Ask(start, end, count), ControlPoint.Connection2);
            var listing = XDocument.Parse(reply["NewPortListing"]);
            listing.Root!.Name.ShouldBe(XName.Get("PortMappingList", "urn:schemas-upnp-org:gw:WANIPConnection"));
            listing.Descendants().Where(e => e.Name.LocalName == "NewDescription").ShouldAllBe(e => e.Value == "<&>");
            return [.. listing.Descendants().Where(e => e.Name.LocalName == "NewExternalPort").Select(e => e.Value)];
        }

        (await Ports(20002, 20004, 0)).ShouldBe(["20002", "20003", "20004"]);
        (await Ports(0, 65535, 2)).ShouldBe(["20001", "20002"]);
        (await router.CallAsync("GetListOfPortMappings", Ask(1, 2, 0), ControlPoint.Connection2))["errorCode"].ShouldBe("730");
        (await router.CallAsync("GetListOfPortMappings", Ask(2, 1, 0), ControlPoint.Connection2))["errorCode"].ShouldBe("733");
    }

    [Fact]
    public async Task Status_UpAndDown_TellsAddressAndState()
    {
        var time = new ManualTime();
        await using var router = await Loopback.StartRouterAsync(time: time);
        time.Advance(TimeSpan.FromSeconds(77));
        var status = await router.CallAsync("GetStatusInfo", []);
        (status["NewConnectionStatus"], status["NewLastConnectionError"], status["NewUptime"]).ShouldBe(("Connected", "ERROR_NONE", "77"));
        (await router.CallAsync("GetExternalIPAddress", []))["NewExternalIPAddress"].ShouldBe(router.WanAddress.ToString());

        router.SetConnectionDown();
        (await router.CallAsync("GetStatusInfo", []))["NewConnectionStatus"].ShouldBe("Disconnected");
        (await router.CallAsync("GetExternalIPAddress", []))["NewExternalIPAddress"].ShouldBeEmpty();
    }

    [Fact]
    public async Task OtherActions_Called_AnswerAsAnOrdinaryRouter()
    {
        await using var router = await Loopback.StartRouterAsync();
        (await router.CallAsync("GetConnectionTypeInfo", []))["NewConnectionType"].ShouldBe("IP_Routed");
        (await router.CallAsync("GetNATRSIPStatus", []))["NewNATEnabled"].ShouldBe("1");
        (await router.CallAsync("ForceTermination", []))["errorCode"].ShouldBe("501");
        var link = await router.CallAsync(
            "GetCommonLinkProperties", [], "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1", path: "/ctl/CmnIfCfg");
        link["NewPhysicalLinkStatus"].ShouldBe("Up");
    }

    [Theory]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:3")]
    [InlineData("urn:schemas-upnp-org:service:WANPPPConnection:1")]
    [InlineData("urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1")]
    public async Task Call_OtherService_Is401(string service)
    {
        await using var router = await Loopback.StartRouterAsync();
        (await router.CallAsync("GetExternalIPAddress", [], service))["errorCode"].ShouldBe("401");
    }
}
