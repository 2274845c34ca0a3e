using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Device;

/// <summary>The search protocols of simulated devices, asked with datagrams written by hand.</summary>
public sealed class SimulatedDeviceTests : IAsyncLifetime
{
    private const string Mac = "44:19:b6:00:00:01";

    private readonly List<SimulatedDevice> _devices = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var device in _devices)
            await device.DisposeAsync();
    }

    [Theory]
    [InlineData("<d:Types xmlns:x=\"http://www.onvif.org/ver10/network/wsdl\">x:NetworkVideoTransmitter</d:Types>", true)]
    [InlineData("<d:Types xmlns:x=\"http://www.onvif.org/ver10/device/wsdl\">x:Device</d:Types>", true)]
    [InlineData("<d:Types/>", true)]
    [InlineData("", true)]
    [InlineData("<d:Types xmlns:dn=\"http://example.org/other\">dn:NetworkVideoTransmitter</d:Types>", false)]
    [InlineData("<d:Types>dn:NetworkVideoTransmitter</d:Types>", false)]
    [InlineData("<d:Types xmlns:x=\"http://www.onvif.org/ver10/network/wsdl\">x:NetworkVideoDisplay</d:Types>", false)]
    public async Task WsDiscovery_Probe_IsAnsweredWhenTheTypeIsTheDevices(string types, bool isAnswered)
    {
        var device = Start(SimulatedBrand.Reolink);

        var answer = await AskAsync(device, 0, Probe(types), expect: isAnswered);

        if (!isAnswered)
            return;
        var document = XDocument.Parse(Encoding.UTF8.GetString(answer!));
        document.Descendants().Single(element => element.Name.LocalName == "RelatesTo").Value.ShouldBe("urn:uuid:1");
        document.Descendants().Single(element => element.Name.LocalName == "Types").Value.ShouldContain("NetworkVideoTransmitter");
        document.Descendants().Single(element => element.Name.LocalName == "XAddrs").Value.ShouldBe($"http://0.0.0.0:{device.HttpPort}/onvif/device_service");
    }

    [Fact]
    public async Task Sadp_Inquiry_IsAnsweredWithItsUuid()
    {
        var device = Start(SimulatedBrand.Hikvision);

        var answer = await AskAsync(device, 0, "<?xml version=\"1.0\" encoding=\"utf-8\"?><Probe><Uuid>E8ECFE09-90E4-44C0-842B-703F46B58C81</Uuid><Types>inquiry</Types></Probe>"u8);

        var match = XDocument.Parse(Encoding.UTF8.GetString(answer!)).Root!;
        match.Name.LocalName.ShouldBe("ProbeMatch");
        match.Element("Uuid")!.Value.ShouldBe("E8ECFE09-90E4-44C0-842B-703F46B58C81");
        match.Element("MAC")!.Value.ShouldBe("44-19-b6-00-00-01");
        match.Element("CommandPort")!.Value.ShouldBe($"{device.ServerPort}");
    }

    [Fact]
    public async Task Sadp_AnotherRequest_IsNotAnswered() =>
        await AskAsync(Start(SimulatedBrand.Hikvision), 0, "<Probe><Uuid>E8ECFE09-90E4-44C0-842B-703F46B58C81</Uuid><Types>update</Types></Probe>"u8, expect: false);

    [Fact]
    public async Task Dhip_Search_IsAnsweredInAFrame()
    {
        var device = Start(SimulatedBrand.Dahua);

        var answer = await AskAsync(device, 0, Dhip("{\"method\":\"DHDiscover.search\",\"params\":{\"mac\":\"\",\"uni\":1}}"));

        answer.ShouldNotBeNull();
        answer.AsSpan(4, 4).SequenceEqual("DHIP"u8).ShouldBeTrue();
        BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(16)).ShouldBe(answer.Length - 32);
        using var document = JsonDocument.Parse(answer.AsMemory(32));
        document.RootElement.GetProperty("mac").GetString().ShouldBe(Mac);
        document.RootElement.GetProperty("params").GetProperty("deviceInfo").GetProperty("Port").GetInt32().ShouldBe(device.ServerPort);
    }

    [Theory]
    [InlineData("{\"method\":\"DHDiscover.getVersion\"}")]
    [InlineData("[]")]
    [InlineData("\"")]
    public async Task Dhip_AnotherRequest_IsNotAnswered(string json) => await AskAsync(Start(SimulatedBrand.Dahua), 0, Dhip(json), expect: false);

    [Fact]
    public async Task Dhip_BareJson_IsNotAnswered() =>
        await AskAsync(Start(SimulatedBrand.Dahua), 0, "{\"method\":\"DHDiscover.search\",\"params\":{\"mac\":\"\",\"uni\":1}}"u8, expect: false);

    [Fact]
    public async Task Xmeye_Search_IsAnsweredWithTheAddressBackwards()
    {
        var device = Start(SimulatedBrand.Xmeye);

        var answer = await AskAsync(device, 0, Convert.FromHexString("ff00000000000000000000000000fa0500000000"));

        answer.ShouldNotBeNull();
        answer[^2..].ShouldBe([(byte)'\n', 0]);
        BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(14)).ShouldBe((ushort)1531);
        using var document = JsonDocument.Parse(answer.AsMemory(20, answer.Length - 22));
        var bytes = device.Options.Address.GetAddressBytes();
        document.RootElement.GetProperty("NetWork.NetCommon").GetProperty("HostIP").GetString().ShouldBe($"0x{bytes[3]:X2}{bytes[2]:X2}{bytes[1]:X2}{bytes[0]:X2}");
    }

    [Fact]
    public async Task Mdns_LegacyQuestion_GetsItsNumberAndItselfBack()
    {
        var question = Convert.FromHexString("BEEF01000001000000000000") // header
            .Concat("\v_axis-video\u0004_tcp\u0005local\0"u8.ToArray()).Concat(new byte[] { 0, 12, 0, 1 }).ToArray();

        var answer = await AskAsync(Start(SimulatedBrand.Axis), 0, question);

        answer.ShouldNotBeNull();
        answer.AsSpan(0, 2).ToArray().ShouldBe([0xBE, 0xEF]);
        answer.AsSpan(4, 8).ToArray().ShouldBe([0, 1, 0, 1, 0, 0, 0, 3]);
        answer.AsSpan(12, question.Length - 12).SequenceEqual(question.AsSpan(12)).ShouldBeTrue();
        Encoding.UTF8.GetString(answer).ShouldContain("macaddress=4419B6000001");
    }

    [Fact]
    public async Task Mdns_AnotherService_IsNotAnswered() =>
        await AskAsync(Start(SimulatedBrand.Axis), 0, [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, .. "_ipp"u8, 4, .. "_tcp"u8, 5, .. "local"u8, 0, 0, 12, 0, 1], expect: false);

    [Theory]
    [InlineData("GetSystemDateAndTime", "UTCDateTime")]
    [InlineData("GetServices", "http://www.onvif.org/ver20/media/wsdl")]
    [InlineData("GetCapabilities", "XAddr")]
    [InlineData("GetDeviceInformation", "NotAuthorized")]
    public async Task DeviceService_Call_IsAnsweredWithoutAPasswordOrRefused(string action, string expected)
    {
        var device = Start(SimulatedBrand.Dahua);
        using var client = new HttpClient();
        using var body = new StringContent($"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><{action} xmlns=\"http://www.onvif.org/ver10/device/wsdl\"/></s:Body></s:Envelope>");
        using var answer = await client.PostAsync($"http://{device.Options.Address}:{device.HttpPort}/onvif/device_service", body, TestContext.Current.CancellationToken);

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(expected);
        (device.OnvifCalls, device.SignIns).ShouldBe((1, 0));
    }

    [Fact]
    public async Task DeviceService_APassword_IsCounted()
    {
        var device = Start(SimulatedBrand.Dahua);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Authorization", "Basic YWRtaW46MTIzNDU=");
        using var answer = await client.GetAsync($"http://{device.Options.Address}:{device.HttpPort}/", TestContext.Current.CancellationToken);

        (answer.StatusCode, device.SignIns).ShouldBe((HttpStatusCode.Unauthorized, 1));
    }

    [Fact]
    public async Task Search_Junk_LeavesEveryDeviceAnswering()
    {
        var random = new Random(6);
        foreach (var brand in Enum.GetValues<SimulatedBrand>())
        {
            var device = Start(brand);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            foreach (var port in device.SearchPorts)
            {
                for (var i = 0; i < 200; i++)
                {
                    var junk = new byte[random.Next(1, 300)];
                    random.NextBytes(junk);
                    if (i % 3 == 0)
                        junk = [.. Dhip("{\"method\":")[..32], .. junk];
                    await socket.SendToAsync(junk, new IPEndPoint(device.Options.Address, port), TestContext.Current.CancellationToken);
                }
            }

            await AskAsync(device, device.SearchPorts.Length - 1, Probe(""));
        }
    }

    private SimulatedDevice Start(SimulatedBrand brand)
    {
        var device = SimulatedDevice.Start(new()
        {
            Brand = brand,
            Address = Loopback.Next(),
            Mac = Mac,
            UseWellKnownPorts = false,
            SearchPorts = new() { WsDiscovery = 0, Sadp = 0, Dhip = 0, Xmeye = 0, Mdns = 0 },
        });
        _devices.Add(device);
        return device;
    }

    /// <summary>Asks until it is answered; or once, and then something that is sure to be answered, when no answer is expected.</summary>
    private static async Task<byte[]?> AskAsync(SimulatedDevice device, int port, ReadOnlyMemory<byte> question, bool expect = true)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var before = device.Questions;
        await socket.SendToAsync(question, new IPEndPoint(device.Options.Address, device.SearchPorts[port]), TestContext.Current.CancellationToken);
        if (!expect)
        {
            await socket.SendToAsync(Probe(""), new IPEndPoint(device.Options.Address, device.SearchPorts[^1]), TestContext.Current.CancellationToken);
            await Poll.UntilAsync(() => device.Questions > before, "the probe to be understood");
            device.Questions.ShouldBe(before + 1);
            return null;
        }

        var buffer = new byte[65_536];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), limit.Token);
        received.RemoteEndPoint.ShouldBe(new IPEndPoint(device.Options.Address, device.SearchPorts[port]));
        return buffer[..received.ReceivedBytes];
    }

    private static Task<byte[]?> AskAsync(SimulatedDevice device, int port, ReadOnlySpan<byte> question, bool expect = true) => AskAsync(device, port, question.ToArray().AsMemory(), expect);

    private static ReadOnlyMemory<byte> Probe(string types) => Encoding.UTF8.GetBytes(
        $"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"><s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action><a:MessageID>urn:uuid:1</a:MessageID></s:Header><s:Body><d:Probe>{types}</d:Probe></s:Body></s:Envelope>");

    private static byte[] Dhip(string json)
    {
        var frame = new byte[32 + json.Length];
        frame[0] = 32;
        "DHIP"u8.CopyTo(frame.AsSpan(4));
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(16), json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(24), json.Length);
        Encoding.ASCII.GetBytes(json, frame.AsSpan(32));
        return frame;
    }
}
