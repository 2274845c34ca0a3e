using System.Xml.Linq;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Upnp;

public sealed class UpnpServerTests
{
    private static readonly XNamespace Device = "urn:schemas-upnp-org:device-1-0";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Description_Version_NamesItEverywhere(int version)
    {
        await using var router = await Loopback.StartRouterAsync(new()
        {
            IgdVersion = version,
            FriendlyName = "<My> & router",
            Manufacturer = "Acme",
            ModelName = "Box",
            ModelNumber = "7",
        });
        var reply = (await router.GetAsync(router.DescriptionUrl.AbsolutePath)).ShouldNotBeNull();
        reply.ShouldStartWith("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n");
        var root = XDocument.Parse(ControlPoint.Body(reply)).Root!;
        var gateway = root.Element(Device + "device")!;
        gateway.Element(Device + "friendlyName")!.Value.ShouldBe("<My> & router");
        gateway.Element(Device + "manufacturer")!.Value.ShouldBe("Acme");
        gateway.Element(Device + "modelName")!.Value.ShouldBe("Box");
        gateway.Element(Device + "modelNumber")!.Value.ShouldBe("7");
        root.Descendants(Device + "deviceType").Select(e => e.Value).ShouldBe(
        [
            $"urn:schemas-upnp-org:device:InternetGatewayDevice:{version}",
            $"urn:schemas-upnp-org:device:WANDevice:{version}",
            $"urn:schemas-upnp-org:device:WANConnectionDevice:{version}",
        ]);
        root.Descendants(Device + "serviceType").Select(e => e.Value).ShouldContain($"urn:schemas-upnp-org:service:WANIPConnection:{version}");
        router.Counts[RouterRequest.Description].ShouldBe(1);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task ServiceDescriptions_EveryUrl_DescribeWhatIsAnswered(int version, bool hasAny)
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = version });
        var description = XDocument.Parse(ControlPoint.Body((await router.GetAsync(router.DescriptionUrl.AbsolutePath))!));
        foreach (var service in description.Descendants(Device + "service"))
        {
            var scpd = XDocument.Parse(ControlPoint.Body((await router.GetAsync(service.Element(Device + "SCPDURL")!.Value))!));
            XNamespace s = "urn:schemas-upnp-org:service-1-0";
            var variables = scpd.Descendants(s + "stateVariable").Select(e => e.Element(s + "name")!.Value).ToHashSet();
            scpd.Descendants(s + "relatedStateVariable").ShouldAllBe(e => variables.Contains(e.Value));
            var actions = scpd.Descendants(s + "action").Select(e => e.Element(s + "name")!.Value).ToList();
            foreach (var action in actions)
            {
                var reply = await router.CallAsync(action, [], service.Element(Device + "serviceType")!.Value, path: service.Element(Device + "controlURL")!.Value);
                reply.GetValueOrDefault("errorCode").ShouldNotBe("401", action);
            }

            if (actions.Contains("AddPortMapping"))
                actions.Contains("AddAnyPortMapping").ShouldBe(hasAny);
        }
    }

    [Fact]
    public async Task SeparateControlPort_On_ControlUrlsLeadThere()
    {
        await using var router = await Loopback.StartRouterAsync(new() { SeparateControlPort = true });
        var description = XDocument.Parse(ControlPoint.Body((await router.GetAsync(router.DescriptionUrl.AbsolutePath))!));
        var control = new Uri(description.Descendants(Device + "controlURL").Last().Value);
        control.Host.ShouldBe(router.LanAddress.ToString());
        control.Port.ShouldNotBe(router.DescriptionUrl.Port);
        var reply = await Wire.TalkAsync(
            new System.Net.IPEndPoint(router.LanAddress, control.Port),
            ControlPoint.Request(router, "GetExternalIPAddress", [], path: control.AbsolutePath));
        reply.ShouldNotBeNull().ShouldContain($"<NewExternalIPAddress>{router.WanAddress}</NewExternalIPAddress>");

        await router.RebootAsync();
        description = XDocument.Parse(ControlPoint.Body((await router.GetAsync(router.DescriptionUrl.AbsolutePath))!));
        new Uri(description.Descendants(Device + "controlURL").Last().Value).Port.ShouldNotBe(control.Port);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1", 404)]
    [InlineData("GET /ctl/IPConn HTTP/1.1", 404)]
    [InlineData("DELETE /rootDesc.xml HTTP/1.1", 404)]
    [InlineData("POST /rootDesc.xml HTTP/1.1", 404)]
    [InlineData("nonsense", 400)]
    public async Task Request_Unknown_IsRefused(string line, int status)
    {
        await using var router = await Loopback.StartRouterAsync();
        (await Wire.TalkAsync(router.EndPoint(), $"{line}\r\nHost: x\r\n\r\n")).ShouldNotBeNull().ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Theory]
    [InlineData("", "<a/>")]
    [InlineData("SOAPAction: \"urn:x\"\r\n", "<a/>")]
    [InlineData("SOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#GetStatusInfo\"\r\n", "no xml")]
    [InlineData("SOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#GetStatusInfo\"\r\n", "<Envelope><Body><Other/></Body></Envelope>")]
    [InlineData("SOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#GetStatusInfo\"\r\n", "<!DOCTYPE a [<!ENTITY b \"c\">]><GetStatusInfo>&b;</GetStatusInfo>")]
    public async Task Call_MakesNoSense_Is401(string header, string body)
    {
        await using var router = await Loopback.StartRouterAsync();
        var reply = await Wire.TalkAsync(router.EndPoint(), $"POST /ctl/IPConn HTTP/1.1\r\n{header}Content-Length: {body.Length}\r\n\r\n{body}");
        reply.ShouldNotBeNull().ShouldContain("<errorCode>401</errorCode>");
    }

    [Fact]
    public async Task Call_ExtensionFramework_IsUnderstood()
    {
        await using var router = await Loopback.StartRouterAsync();
        var request = ControlPoint.Request(router, "GetExternalIPAddress", [])
            .Replace("POST ", "M-POST ").Replace("SOAPAction:", "MAN: \"http://schemas.xmlsoap.org/soap/envelope/\"; ns=01\r\n01-SOAPACTION:");
        (await Wire.TalkAsync(router.EndPoint(), request)).ShouldNotBeNull().ShouldContain(router.WanAddress.ToString());
    }

    [Fact]
    public async Task Call_ExpectContinue_IsHonoured()
    {
        await using var router = await Loopback.StartRouterAsync();
        var request = ControlPoint.Request(router, "GetExternalIPAddress", []).Replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
        var reply = (await Wire.TalkAsync(router.EndPoint(), request)).ShouldNotBeNull();
        reply.ShouldStartWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK");
    }

    [Fact]
    public async Task Request_NeverSent_ClosesAfterThirtySeconds()
    {
        var time = new ManualTime();
        await using var router = await Loopback.StartRouterAsync(time: time);
        using var socket = await Wire.ConnectAsync(router.EndPoint());
        await socket.SendAsync("GET / HTTP/1.1\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var reading = Wire.ReadToEndAsync(socket);
        (await time.RunAsync(reading, TimeSpan.FromSeconds(10)) ?? []).ShouldBeEmpty();
    }

    [Fact]
    public async Task HttpClient_OfTheFramework_GetsTheDescription()
    {
        await using var router = await Loopback.StartRouterAsync();
        using var client = new HttpClient();
        XDocument.Parse(await client.GetStringAsync(router.DescriptionUrl, TestContext.Current.CancellationToken)).Root!.Name.ShouldBe(Device + "root");
    }
}
