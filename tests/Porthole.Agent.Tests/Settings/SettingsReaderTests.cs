using System.Collections.Immutable;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_EmptyDocument_GivesTheDefaults()
    {
        var (settings, errors) = Read("{}");

        errors.ShouldBeEmpty();
        settings.Mapping.ShouldBe(new MappingSettings());
        settings.Relay.MaxConnections.ShouldBe(1024);
        settings.Api.Url.ShouldBe(new Uri("http://127.0.0.1:8730"));
        settings.Gateway.Protocols.Count.ShouldBe(3);
        settings.Devices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"Internal\": 23", "Port 23 is not opened: ")]
    [InlineData("\"Internal\": 554, \"External\": 554", "External port 554 is not opened: ")]
    public void Read_PortThatMustStayClosed_IsRefusedUnlessForced(string port, string reason)
    {
        Read(Document("")).Errors.ShouldHaveSingleItem().Message.ShouldStartWith(reason);
        Read(Document(", \"Force\": true")).Errors.ShouldBeEmpty();

        string Document(string force) => $$"""
            { "Porthole": { "Devices": [ { "Name": "Front door", "Address": "192.168.1.20", "Ports": [ { "Name": "x", {{port}}{{force}} } ] } ] } }
            """;
    }

    [Fact]
    public void Read_EveryKey_IsTakenOver()
    {
        var (settings, errors) = Read(
            """
            { "Porthole": {
              "Gateway": { "Address": "192.168.1.1", "Interface": "eth7", "Protocols": ["NAT-PMP"] },
              "Mapping": { "Lease": "00:10:00", "VerifyInterval": "00:00:30", "RemoveOnStop": false, "Concurrency": 2 },
              "Relay": { "Enabled": false, "AllowFrom": ["203.0.113.9/24"], "MaxConnections": 5, "MaxConnectionsPerSource": 4, "MaxConnectionsPerDevice": 3,
                         "ConnectTimeout": "00:00:01", "IdleTimeout": "00:00:02", "UdpSessionTimeout": "00:00:03" },
              "Api": { "Url": "http://localhost:9000" },
              "Devices": [ { "Name": "Front door", "Brand": "hikvision", "Address": "192.168.1.20", "Mac": "44-19-B6-00-00-01", "AllowFrom": ["198.51.100.4"],
                             "Ports": [ { "Name": "rtsp", "Protocol": "UDP", "Internal": 554, "External": 8554, "Route": "relay" } ] } ] } }
            """);

        errors.ShouldBeEmpty();
        settings.Gateway.Address.ShouldBe(IPAddress.Parse("192.168.1.1"));
        settings.Gateway.Interface.ShouldBe("eth7");
        settings.Gateway.Protocols.ShouldBe([MappingProtocol.NatPmp]);
        settings.Mapping.ShouldBe(new MappingSettings { Lease = TimeSpan.FromMinutes(10), VerifyInterval = TimeSpan.FromSeconds(30), RemoveOnStop = false, Concurrency = 2 });
        settings.Relay.Enabled.ShouldBeFalse();
        settings.Relay.AllowFrom.ShouldBe([IPNetwork.Parse("203.0.113.0/24")]);
        (settings.Relay.MaxConnections, settings.Relay.MaxConnectionsPerSource, settings.Relay.MaxConnectionsPerDevice).ShouldBe((5, 4, 3));
        settings.Relay.UdpSessionTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        settings.Api.Url.Port.ShouldBe(9000);
        var device = settings.Devices.ShouldHaveSingleItem();
        device.Mac.ShouldBe("44:19:b6:00:00:01");
        device.AllowFrom!.Value.ShouldBe([IPNetwork.Parse("198.51.100.4/32")]);
        device.Ports.ShouldBe([new PortSettings { Name = "rtsp", Protocol = Transport.Udp, Internal = 554, External = 8554, Route = RoutePreference.Relay }]);
    }

    [Fact]
    public void Read_FiveMistakes_GivesFiveErrorsWithDeviceAndKey()
    {
        var (_, errors) = Read(
            """
            { "Porthole": { "Devices": [
              { "Name": "Yard", "Address": "192.168.1.300", "Ports": [ { "Name": "http", "Internal": 80, "External": 9000 } ] },
              { "Name": "Door", "Address": "192.168.1.21", "Ports": [ { "Name": "a", "Internal": 0 }, { "Name": "b", "Internal": 554, "External": 70000 } ] },
              { "Name": "Gate", "Address": "192.168.1.22", "Ports": [ { "Name": "http", "Internal": 80, "External": 9000 }, { "Name": "x", "Protocol": "tpc", "Internal": 81 } ] }
            ] } }
            """);

        errors.Select(error => (error.Device, error.Key)).ShouldBe(
            [
                ("Yard", "Devices[0].Address"),
                ("Door", "Devices[1].Ports[0].Internal"),
                ("Door", "Devices[1].Ports[1].External"),
                ("Gate", "Devices[2].Ports[1].Protocol"),
                ("Gate", "Devices[2].Ports.http.External"),
            ],
            ignoreOrder: true);
        errors.ShouldAllBe(error => error.ToString().StartsWith("PH501 device \"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mapping", "Lease", "00:00:09")]
    [InlineData("Mapping", "Lease", "1.00:00:01")]
    [InlineData("Mapping", "Lease", "60")]
    [InlineData("Mapping", "VerifyInterval", "01:00:01")]
    [InlineData("Mapping", "VerifyInterval", "soon")]
    [InlineData("Mapping", "Concurrency", "0")]
    [InlineData("Mapping", "Concurrency", "17")]
    [InlineData("Mapping", "RemoveOnStop", "perhaps")]
    [InlineData("Relay", "MaxConnections", "0")]
    [InlineData("Relay", "MaxConnectionsPerSource", "-1")]
    [InlineData("Relay", "ConnectTimeout", "00:00:00")]
    [InlineData("Relay", "IdleTimeout", "-00:01:00")]
    [InlineData("Relay", "ConnectionRatePerSource", "0")]
    [InlineData("Relay", "MaxFailuresPerSource", "-1")]
    [InlineData("Relay", "MaxRememberedSources", "15")]
    [InlineData("Relay", "BlockTime", "31.00:00:00")]
    [InlineData("Relay", "DrainTimeout", "00:00:06")]
    [InlineData("Relay", "UdpSessionTimeout", "1.00:00:01")]
    [InlineData("Gateway", "Address", "192.168.1")]
    [InlineData("Gateway", "Address", "fe80::1")]
    [InlineData("Api", "Url", "http://0.0.0.0:8730")]
    [InlineData("Api", "Url", "https://example.org")]
    public void Read_ValueOutOfRange_NamesTheKey(string section, string key, string value)
    {
        var (_, errors) = Read($$"""{ "Porthole": { "{{section}}": { "{{key}}": "{{value}}" } } }""");

        errors.ShouldHaveSingleItem().Key.ShouldBe($"{section}.{key}");
    }

    [Fact]
    public void Read_AnyTimeoutAboveZero_IsTaken()
    {
        var (settings, errors) = Read("""
            { "Porthole": { "Relay": { "ConnectTimeout": "00:00:00.250", "IdleTimeout": "00:00:00.250", "HalfCloseTimeout": "00:00:00.250", "WriteStallTimeout": "00:00:00.250",
                                       "UdpUnansweredTimeout": "00:00:00.250", "UdpSessionTimeout": "00:00:00.250" } } }
            """);

        errors.ShouldBeEmpty();
        RelayLimits.From(settings.Relay).Validate().ShouldBeEmpty();
        settings.Relay.UdpSessionTimeout.ShouldBe(TimeSpan.FromMilliseconds(250));
    }

    [Theory]
    [InlineData("\"AllowFrom\": [\"everybody\"]", "AllowFrom[0]")]
    [InlineData("\"AllowFrom\": [\"10.0.0.0/33\"]", "AllowFrom[0]")]
    [InlineData("\"AllowFrom\": [\"010.0.0.0/8\"]", "AllowFrom[0]")]
    [InlineData("\"AllowFrom\": []", "AllowFrom")]
    [InlineData("\"Mac\": \"44:19:b6\"", "Mac")]
    public void Read_BadDeviceKey_NamesTheKey(string json, string key)
    {
        var (_, errors) = Read($$"""{ "Porthole": { "Devices": [ { "Name": "Door", "Address": "192.168.1.20", {{json}}, "Ports": [ { "Internal": 80 } ] } ] } }""");

        errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            error => error.Key.ShouldBe($"Devices[0].{key}"),
            error => error.Device.ShouldBe("Door"));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("239.1.2.3")]
    [InlineData("255.255.255.255")]
    [InlineData("1")]
    [InlineData("0xC0.0xA8.1.20")]
    [InlineData("camera.local")]
    [InlineData("2001:db8::1")]
    public void Read_AddressOfNoHost_IsAnError(string address)
    {
        var (_, errors) = Read($$"""{ "Porthole": { "Devices": [ { "Name": "Door", "Address": "{{address}}", "Ports": [ { "Internal": 80 } ] } ] } }""");

        errors.ShouldHaveSingleItem().Key.ShouldBe("Devices[0].Address");
    }

    // Recorders show addresses so. Read as octal, the first would be 192.168.1.52.
    [Theory]
    [InlineData("192.168.001.064", "192.168.1.64")]
    [InlineData("192.168.001.108", "192.168.1.108")]
    [InlineData("192.168.1.099", "192.168.1.99")]
    [InlineData("192.168.000.020", "192.168.0.20")]
    public void Read_AddressWithLeadingZeros_SaysWhatToWrite(string address, string meant)
    {
        var (_, errors) = Read($$"""{ "Porthole": { "Devices": [ { "Name": "Door", "Address": "{{address}}", "Ports": [ { "Internal": 80 } ] } ] } }""");

        errors.ShouldHaveSingleItem().Message.ShouldEndWith($"Write {meant}.");
    }

    [Fact]
    public void Read_SameNameTwice_IsAnError()
    {
        var (_, errors) = Read(
            """
            { "Porthole": { "Devices": [
              { "Name": "Front door", "Address": "192.168.1.20", "Ports": [ { "Internal": 80 }, { "Internal": 80, "Protocol": "tcp" } ] },
              { "Name": "front-door", "Address": "192.168.1.21", "Ports": [ { "Internal": 80 } ] } ] } }
            """);

        errors.Select(error => error.Key).ShouldBe(["Devices[1].Name", "Devices[0].Ports"], ignoreOrder: true);
    }

    [Fact]
    public void Read_AllowListOnDirectRoute_IsAnError()
    {
        var (_, errors) = Read(
            """
            { "Porthole": { "Devices": [ { "Name": "Door", "Address": "192.168.1.20", "AllowFrom": ["198.51.100.4"],
              "Ports": [ { "Name": "http", "Internal": 80, "Route": "direct" } ] } ] } }
            """);

        errors.ShouldHaveSingleItem().Key.ShouldBe("Devices[0].Ports.http.Route");
    }

    [Fact]
    public void Read_Localhost_IsThisPc()
    {
        var (settings, errors) = Read("""{ "Porthole": { "Devices": [ { "Name": "Recorder", "Address": "localhost", "Ports": [ { "Internal": 81 } ] } ] } }""");

        errors.ShouldBeEmpty();
        settings.Devices[0].Address.ShouldBeNull();
    }

    [Fact]
    public void Read_AnyText_NeverThrows()
    {
        var random = new Random(20261121);
        var words = new[] { "", "0", "-1", "65536", "99999999999", "null", "tcp", "ä", "::", "1.2.3.4", "/", "00:00:00", "true", "\u0000", new string('9', 400) };
        string[] keys = ["Gateway:Address", "Gateway:Protocols:0", "Mapping:Lease", "Relay:AllowFrom:0", "Api:Url", "Devices:0:Name", "Devices:0:Address", "Devices:0:Mac", "Devices:0:Ports:0:Internal", "Devices:0:Ports:0:Protocol", "Devices:x:Ports:y:Route"];
        for (var run = 0; run < 5_000; run++)
        {
            var values = keys.Where(_ => random.Next(2) == 0).Select(key => new KeyValuePair<string, string?>($"Porthole:{key}", words[random.Next(words.Length)]));
            Should.NotThrow(() => SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build()));
        }
    }

    private static (PortholeSettings Settings, ImmutableArray<SettingsError> Errors) Read(string json) =>
        SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());
}
