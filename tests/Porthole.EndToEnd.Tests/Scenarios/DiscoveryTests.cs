using System.Text.Json;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary><c>porthole devices discover</c> on a LAN with cameras.</summary>
public sealed class DiscoveryTests : Scenario
{
    private const int Cameras = 64;
    private const int First = 101;

    // The program gives itself 2.7 s; the rest is for a machine that is busy with other tests.
    private const double Bound = 6;

    private const string AvahiSettings = "[server]\nuse-ipv6=no\nenable-dbus=no\nallow-interfaces=eth0\n[publish]\npublish-workstation=no\n";
    private const string AvahiService = "<service-group><name>Yard camera</name><service><type>_rtsp._tcp</type><port>8554</port><txt-record>model=M-1</txt-record></service></service-group>";

    private static readonly (string Name, string Prefix)[] Brands =
        [("hikvision", "44:19:b6"), ("dahua", "3c:ef:8c"), ("axis", "b8:a4:4f"), ("xmeye", "00:12:31"), ("reolink", "ec:71:db")];

    [Fact]
    public async Task Discover_SixtyFourCamerasOfFiveBrands_AllFoundNoneTwice()
    {
        var wanted = Enumerable.Range(0, Cameras).Select(i => (Brand: Brands[i % 5], Number: First + i)).Select(camera => (camera.Brand.Name, camera.Number, Mac: $"{camera.Brand.Prefix}:00:00:{camera.Number:x2}")).ToList();
        var crowd = await Lab.AddCrowdAsync(wanted.Select(camera => (camera.Number, camera.Mac)));

        // The half second in which WS-Discovery lets devices spread their answers.
        await using var cameras = await SimulatedCameras.StartAsync(crowd, [.. wanted.Select(camera => $"{camera.Name} 192.168.1.{camera.Number} {camera.Mac} cam{camera.Number} {camera.Number * 37 % 500}")]);

        var (devices, seconds) = await DiscoverAsync(devices => devices.Count >= Cameras && devices.Where(device => Number(device) >= First).All(device => Text(device, "mac") is not null));

        TestContext.Current.TestOutputHelper?.WriteLine($"{devices.Count} devices in {seconds} s");
        var crowdFound = devices.Where(device => Number(device) >= First).ToList();
        crowdFound.Select(device => (Text(device, "brand"), Number(device), Text(device, "mac"))).ShouldBe(wanted.Select(camera => ((string?)camera.Name, camera.Number, (string?)camera.Mac)));
        devices.Select(device => Text(device, "mac")).ShouldBeUnique();
        devices.Select(device => Text(device, "id")).ShouldBeUnique();
        crowdFound.ShouldAllBe(device => device.GetProperty("forwards").GetArrayLength() > 0);
        seconds.ShouldBeLessThan(Bound);
        (await cameras.StopAsync()).ShouldContain("sign-ins 0");
    }

    [Fact]
    public async Task Discover_CameraOnTheSecondCard_IsFound()
    {
        var isolated = await Lab.AddIsolatedCameraAsync();
        await using var camera = await SimulatedCameras.StartAsync(isolated, $"hikvision {RouterLab.IsolatedCameraAddress} 44:19:b6:00:00:30 eth0");

        var (devices, _) = await DiscoverAsync(devices => devices.Any(device => Evidence(device).Contains("sadp", StringComparison.Ordinal)));

        var device = devices.Single(device => Text(device, "address") == RouterLab.IsolatedCameraAddress);
        Evidence(device).ShouldContain("sadp");
        device.GetProperty("reachable").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Discover_CamerasThatAnswerNoSearch_AreFoundByMacOrByPort()
    {
        await Lab.FrontDoor.StartHttpAsync(554);
        await Camera.StartHttpAsync(Lab.LanHost, "host", 554);

        var (devices, _) = await DiscoverAsync(devices => devices.Count == 3 && devices.Count(device => Evidence(device) == "neighbour ports") == 2);

        devices.Select(device => Text(device, "address")).ShouldBe(["192.168.1.20", "192.168.1.21", "192.168.1.50"]);
        devices.Select(device => Text(device, "brand")).ShouldBe(["hikvision", "hikvision", null]);
        devices.Select(Evidence).ShouldBe(["neighbour ports", "neighbour", "neighbour ports"]);
        devices[0].GetProperty("forwards").EnumerateArray().Select(forward => Text(forward, "name")).ShouldBe(["rtsp"]);
    }

    [Fact]
    public async Task Discover_ARealMdnsResponder_IsHeard()
    {
        Assert.SkipWhen(LabRequirements.Find("avahi-daemon") is null, "The test needs avahi-daemon, which is not installed; tests/run.sh installs it.");
        await Lab.RunAsync($"mkdir -p /run/lab/services /run/avahi-daemon; cat >/run/lab/services/camera.service <<END\n{AvahiService}\nEND\ncat >/run/lab/avahi.conf <<END\n{AvahiSettings}END\nmount --bind /run/lab/services /etc/avahi/services\n");
        await using var avahi = Lab.Yard.Start("avahi-daemon", ["--no-drop-root", "--no-chroot", "--no-rlimits", "-f", "/run/lab/avahi.conf"]);
        await Wait.UntilAsync("avahi to have announced the camera", () => Task.FromResult(avahi.Log.Text.Contains("successfully established", StringComparison.Ordinal)), () => Task.FromResult(avahi.Log.Text));

        var (devices, _) = await DiscoverAsync(devices => devices.Any(device => Evidence(device).Contains("mdns", StringComparison.Ordinal)));

        var device = devices.Single(device => Text(device, "address") == "192.168.1.21");
        Text(device, "name").ShouldBe("Yard camera", avahi.Log.Text);
        Text(device, "model").ShouldBe("M-1");
        Evidence(device).ShouldContain("mdns");
        device.GetProperty("openPorts").EnumerateArray().Select(port => port.GetInt32()).ShouldContain(8554);
    }

    [Fact]
    public async Task Discover_FactoryFreshCameraOnAWrongNetwork_IsFoundAndNotProposed()
    {
        var crowd = await Lab.AddCrowdAsync([(200, "44:19:b6:00:00:c8")]);
        await crowd.RunAsync("ip", "addr", "add", "192.168.0.64/24", "dev", "cam200");
        await crowd.RunAsync("ip", "addr", "del", "192.168.1.200/24", "dev", "cam200");
        await using var camera = await SimulatedCameras.StartAsync(crowd, "hikvision 192.168.0.64 44:19:b6:00:00:c8 cam200");

        var (devices, _) = await DiscoverAsync(devices => devices.Any(device => Text(device, "mac") == "44:19:b6:00:00:c8"));

        var device = devices.Single(device => Text(device, "mac") == "44:19:b6:00:00:c8");
        (Text(device, "address"), device.GetProperty("reachable").GetBoolean(), device.GetProperty("forwards").GetArrayLength()).ShouldBe(("192.168.0.64", false, 0));
    }

    [Fact]
    public async Task Add_FromDiscovery_RegistersWhatWasFound()
    {
        var crowd = await Lab.AddCrowdAsync([(101, "3c:ef:8c:00:00:65")]);
        await using var camera = await SimulatedCameras.StartAsync(crowd, "dahua 192.168.1.101 3c:ef:8c:00:00:65 cam101");

        (await Lab.Nvr.PortholeAsync("devices", "add", "--from-discovery", "192.168.1.101", "--name", "Gate")).OrThrow();

        using var list = JsonDocument.Parse((await Lab.Nvr.PortholeAsync("devices", "list", "--json")).OrThrow().Output);
        var device = list.RootElement.GetProperty("devices").EnumerateArray().Single(device => Text(device, "id") == "gate");
        (Text(device, "name"), Text(device, "brand"), Text(device, "address"), Text(device, "mac")).ShouldBe(("Gate", "dahua", "192.168.1.101", "3c:ef:8c:00:00:65"));
        device.GetProperty("ports").EnumerateArray().Select(port => (Text(port, "name"), port.GetProperty("internal").GetInt32())).ShouldBe([("server", 37777), ("rtsp", 554)]);
        device.GetProperty("ports")[0].GetProperty("external").GetInt32().ShouldBe(37777, "Dahua's app wants the same number on both sides");
        (await camera.StopAsync()).ShouldContain("sign-ins 0");
        (await Lab.Nvr.PortholeAsync("devices", "url", "gate")).OrThrow().Output.ShouldContain("LAN      main  rtsp://192.168.1.101:554/cam/realmonitor?channel=1&subtype=0");
    }

    [Fact]
    public async Task Api_Discovery_TellsProgressToTheOwnerAlone()
    {
        var agent = await Lab.Nvr.StartAgentAsync("""{ "Porthole": { "Devices": [] } }""");
        await agent.WaitForStatusAsync("the agent to answer", _ => true);

        var stranger = await Lab.Nvr.RunAsync("curl", "-sS", "-X", "POST", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:8730/api/discovery");
        var owner = await Lab.Nvr.RunAsync("sh", "-c", $"curl -sS -X POST -H \"Authorization: Bearer $(cat {Lab.Nvr.DataFolder}/token)\" -H 'Accept: text/event-stream' http://127.0.0.1:8730/api/discovery");

        stranger.Output.Trim().ShouldBe("401");
        var events = owner.Output.TrimEnd().Split("\n\n");
        events.Count(text => text.StartsWith("event: progress\n", StringComparison.Ordinal)).ShouldBeGreaterThan(2);
        events[^1].ShouldStartWith("event: result\ndata: {\"seconds\":");
        events[^1].ShouldContain("\"address\":\"192.168.1.20\"");
    }

    [Fact]
    public async Task Discover_ForPeople_FitsEightyColumns()
    {
        var found = await Lab.Nvr.PortholeAsync("devices", "discover");

        found.ExitCode.ShouldBe(0, found.ToString());
        found.Error.ShouldBeEmpty();
        found.Output.ShouldContain("192.168.1.20");
        found.Output.ShouldContain("44:19:b6:00:00:20");
        found.Output.Split('\n').ShouldAllBe(line => line.Length <= 80);
    }

    /// <summary>Searches, and again when something is missing: a machine that is busy with other tests may be late for a search that ends after 2.7 s.</summary>
    private async Task<(List<JsonElement> Devices, double Seconds)> DiscoverAsync(Func<List<JsonElement>, bool> isComplete)
    {
        var found = await DiscoverAsync();
        for (var tries = 1; tries < 6 && !isComplete(found.Devices); tries++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"search {tries} missed something: {found.Devices.Count} devices in {found.Seconds} s");
            found = await DiscoverAsync();
        }

        return found;
    }

    private async Task<(List<JsonElement> Devices, double Seconds)> DiscoverAsync()
    {
        var found = (await Lab.Nvr.PortholeAsync("devices", "discover", "--json")).OrThrow();
        using var document = JsonDocument.Parse(found.Output);
        return ([.. document.RootElement.GetProperty("devices").EnumerateArray().Select(device => device.Clone())], document.RootElement.GetProperty("seconds").GetDouble());
    }

    private static int Number(JsonElement device) => int.Parse(Text(device, "address")!.Split('.')[^1]);

    private static string Evidence(JsonElement device) => string.Join(' ', device.GetProperty("evidence").EnumerateArray());

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
