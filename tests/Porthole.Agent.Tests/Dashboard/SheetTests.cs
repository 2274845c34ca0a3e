using System.Net;
using Porthole.Agent.Dashboard.Sheet;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.PortMapping;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Dashboard;

public sealed class SheetTests
{
    [Fact]
    public void From_HikvisionOpen_HasPortsUrlsAndTheAppsForm()
    {
        var sheet = Sheet("hikvision", ForwardState.Mapped);

        sheet.Site.ShouldBe("Bakery <Miller>");
        var device = sheet.Devices.ShouldHaveSingleItem();
        device.Ports.Select(port => (port.What, port.Local, port.Public)).ShouldBe(
            [("server", "192.0.2.20:8000", "198.51.100.7:18000"), ("RTSP", "192.0.2.20:554", "198.51.100.7:8554")]);
        device.Urls.Select(url => url.Url).ShouldBe(
            ["rtsp://198.51.100.7:8554/Streaming/Channels/101", "rtsp://198.51.100.7:8554/Streaming/Channels/102", "rtsp://192.0.2.20:554/Streaming/Channels/101"]);
        device.Forms[0].Fields.Select(field => (field.Name, field.Value)).ShouldBe(
            [("Alias", "Front door"), ("Register mode", "IP/Domain"), ("Address", "198.51.100.7"), ("Port", "18000"), ("User name", ""), ("Password", ""), ("Camera No.", "")]);
        device.Forms[1].Fields.ShouldContain(new SheetField("Address", "192.0.2.20"));
    }

    [Fact]
    public void From_DeviceThatWasFollowed_HasOneAddressAndItIsTheNewOne()
    {
        var device = Registries.Device("Front door", "192.0.2.20", ("rtsp", 554, 8554));
        var snapshot = StatusSnapshot.Starting(DateTimeOffset.UnixEpoch) with
        {
            Forwards = [.. WishedForwards.From([device]).Select(wish => Forward(wish with { Address = IPAddress.Parse("192.0.2.77") }, ForwardState.Mapped))],
        };

        var shown = SheetDocuments.From("Bakery", snapshot, RegistryView.Of([device], RegistryContent.Empty), DateTimeOffset.UnixEpoch).Devices[0];

        shown.Fields.ShouldContain(new SheetField("Address on the LAN", "192.0.2.77"));
        shown.Ports[0].Local.ShouldBe("192.0.2.77:554");
    }

    [Theory]
    [InlineData("dahua", 37777)]
    [InlineData("reolink", 9000)]
    [InlineData("xmeye", 34567)]
    public void For_BrandWithAnApp_NamesItsPort(string brand, int port) =>
        AppForms.For(brand, "Yard", "from outside", new Dictionary<int, string> { [port] = "198.51.100.7:1234" })!.Fields.ShouldContain(new SheetField("Port", "1234"));

    [Theory]
    [InlineData(null)]
    [InlineData("axis")]
    [InlineData("hikvision")]
    public void For_NoAppOrItsPortNotOpen_IsNull(string? brand) => AppForms.For(brand, "Yard", "from outside", new Dictionary<int, string> { [554] = "198.51.100.7:1234" }).ShouldBeNull();

    [Theory]
    [InlineData(nameof(ForwardState.Paused), "paused")]
    [InlineData(nameof(ForwardState.Failed), "not open")]
    [InlineData(nameof(ForwardState.Pending), "being opened")]
    public void From_NotOpen_SaysSoAndShowsTheLanOnly(string state, string words)
    {
        var device = Sheet("hikvision", Enum.Parse<ForwardState>(state)).Devices[0];

        device.Ports.ShouldAllBe(port => port.Public == words);
        device.Urls.ShouldHaveSingleItem().Url.ShouldStartWith("rtsp://192.0.2.20");
    }

    [Fact]
    public void Write_StrangeNames_ArePlainText()
    {
        var html = SheetHtml.Write(Sheet("<script>alert(1)</script>", ForwardState.Mapped), style: null);

        html.ShouldContain("Bakery &lt;Miller&gt;");
        html.ShouldNotContain("<script");
        html.ShouldContain("<link rel=\"stylesheet\" href=\"sheet.css\">");
        html.ShouldContain("<svg xmlns=");
        html.ShouldNotContain("style=", Case.Insensitive);
    }

    [Fact]
    public async Task Get_Sheet_IsServedUnderTheStrictPolicyAndStandsAlone()
    {
        await using var bench = await ApiBench.StartAsync(Registries.Device("Front door", ports: ("http", 80, 8080)));

        using var page = await bench.Stranger.GetAsync("/sheet?site=Bakery%20Miller");
        var alone = await bench.Stranger.GetStringAsync("/sheet?standalone=true");

        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        (await page.Content.ReadAsStringAsync()).ShouldContain("<h1>Bakery Miller</h1>");
        alone.ShouldContain("@media print");
        alone.ShouldNotContain("<link");
    }

    [Fact]
    public void Draw_Url_IsReadByADecoder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/zbarimg") && File.Exists("/usr/bin/rsvg-convert"), "zbar-tools and librsvg2-bin read the code, and are not installed; tests/run.sh installs them.");
        var folder = Directory.CreateTempSubdirectory("porthole-qr-").FullName;
        try
        {
            File.WriteAllText($"{folder}/code.svg", QrSvg.Draw("rtsp://198.51.100.7:8554/cam/realmonitor?channel=1&subtype=0"));
            Run("rsvg-convert", "-w", "400", "-o", $"{folder}/code.png", $"{folder}/code.svg");

            Run("zbarimg", "-q", "--raw", $"{folder}/code.png").Trim().ShouldBe("rtsp://198.51.100.7:8554/cam/realmonitor?channel=1&subtype=0");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output;
    }

    private static SheetDocument Sheet(string brand, ForwardState state)
    {
        var device = Registries.Device("Front door", "192.0.2.20", ("server", 8000, 18000), ("rtsp", 554, 8554)) with { Brand = brand };
        var snapshot = StatusSnapshot.Starting(DateTimeOffset.UnixEpoch) with
        {
            ExternalAddress = new ExternalAddress(IPAddress.Parse("198.51.100.7"), null),
            Forwards = [.. WishedForwards.From([device]).Select(wish => Forward(wish, state))],
        };
        return SheetDocuments.From("Bakery <Miller>", snapshot, RegistryView.Of([device], RegistryContent.Empty), DateTimeOffset.UnixEpoch);
    }

    private static ForwardSnapshot Forward(WishedForward wish, ForwardState state) => new()
    {
        Wish = wish,
        State = state,
        Held = state != ForwardState.Mapped ? Holding.Nothing : new Holding
        {
            Route = Route.Direct,
            Mapping = new Mapping
            {
                Via = MappingProtocol.UpnpIgd,
                Transport = Transport.Tcp,
                Internal = new IPEndPoint(wish.Address!, wish.InternalPort),
                ExternalPort = wish.ExternalPort,
                GrantedAt = default,
                Description = "",
            },
        },
    };
}
