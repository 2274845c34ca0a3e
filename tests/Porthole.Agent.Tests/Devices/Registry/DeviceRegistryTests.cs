using System.Collections.Concurrent;
using System.Text;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Tests.Support;
using static Porthole.Agent.Tests.Support.Registries;

namespace Porthole.Agent.Tests.Devices.Registry;

public sealed class DeviceRegistryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Add_GoodDevice_IsThereAfterARestart()
    {
        var answer = Open(_folder.State).Add(Device("Front door", ports: ("rtsp", 554, null)));

        answer.Device!.Id.ShouldBe("front-door");
        var after = Open(_folder.State).Current.Devices.ShouldHaveSingleItem();
        after.IsFixed.ShouldBeFalse();
        after.Settings.Ports[0].External.ShouldBe(8554);
    }

    [Fact]
    public void Add_WithoutExternalPort_KeepsTheChosenOneWhenAnotherDeviceGoes()
    {
        var sut = Open(_folder.State);
        sut.Add(Device("One", "192.0.2.1", ("http", 80, null)));
        sut.Add(Device("Two", "192.0.2.2", ("http", 80, null)));
        var before = sut.Current.Find("two")!.Settings.Ports[0].External;

        sut.Remove("one");

        sut.Current.Find("two")!.Settings.Ports[0].External.ShouldBe(before);
        Open(_folder.State).Current.Find("two")!.Settings.Ports[0].External.ShouldBe(before);
    }

    [Theory]
    [InlineData("Front Door", 9000, "Name")]
    [InlineData("Other", 8080, "Ports.http.External")]
    public void Add_CollidesWithAFixedDevice_IsRefusedWithItsKey(string name, int external, string key)
    {
        var sut = Open(_folder.State, Device("Front door", ports: ("http", 80, 8080)));

        var refusal = sut.Add(Device(name, ports: ("http", 80, external))).Refusal;

        refusal!.Reason.ShouldBe(RegistryRefusalReason.Invalid);
        refusal.Errors.ShouldHaveSingleItem().Key.ShouldBe(key);
        File.Exists(_folder.State.DevicesFile).ShouldBeFalse();
    }

    [Fact]
    public void Change_FixedDevice_IsRefusedButMayBePaused()
    {
        var door = Device("Front door", ports: ("http", 80, 8080));
        var sut = Open(_folder.State, door);

        sut.Remove("front-door").Refusal!.Reason.ShouldBe(RegistryRefusalReason.Fixed);
        sut.Replace("front-door", door).Refusal!.Reason.ShouldBe(RegistryRefusalReason.Fixed);
        sut.Pause("front-door", paused: true).Device!.Settings.IsPaused.ShouldBeTrue();

        Open(_folder.State, door).Current.Find("front-door")!.Settings.IsPaused.ShouldBeTrue();
        sut.Pause("front-door", paused: false);
        Open(_folder.State, door).Current.Find("front-door")!.Settings.IsPaused.ShouldBeFalse();
    }

    [Fact]
    public void Change_NobodyHasThatName_IsNotFound()
    {
        var sut = Open(_folder.State);

        sut.Remove("nobody").Refusal!.Reason.ShouldBe(RegistryRefusalReason.NotFound);
        sut.Pause("nobody", paused: true).Refusal!.Reason.ShouldBe(RegistryRefusalReason.NotFound);
        sut.Replace("nobody", Device("A", ports: ("http", 80, null))).Refusal!.Reason.ShouldBe(RegistryRefusalReason.NotFound);
    }

    [Fact]
    public void Replace_NewNameAndNoExternalPort_KeepsThePort()
    {
        var sut = Open(_folder.State);
        sut.Add(Device("Old", ports: ("http", 80, 8099)));

        var answer = sut.Replace("old", Device("New", ports: ("http", 80, null)));

        answer.Device!.Id.ShouldBe("new");
        answer.Device.Settings.Ports[0].External.ShouldBe(8099);
        sut.Current.Devices.ShouldHaveSingleItem();
    }

    [Fact]
    public void Changes_Connected_ReachTheLoopWithAllDevices()
    {
        var told = new ConcurrentQueue<LoopEvent>();
        var sut = Open(_folder.State, Device("Fixed", ports: ("http", 80, 8080)));
        sut.Connect(told.Enqueue);

        sut.Add(Device("Added", "192.0.2.21", ("http", 80, 8081)));
        sut.Pause("fixed", paused: true);
        sut.Remove("added");

        told.OfType<LoopEvent.SettingsChanged>().Select(change => string.Join(' ', change.Settings.Devices.Select(device => device.Name + (device.IsPaused ? "*" : ""))))
            .ShouldBe(["Fixed Added", "Fixed* Added", "Fixed*"]);
    }

    [Theory]
    [InlineData("""{ "devices": [ """)]
    [InlineData("[]")]
    [InlineData("""{ "version": 2, "devices": [] }""")]
    [InlineData("""{ "devices": [ { "name": "A", "name": "B" } ] }""")]
    [InlineData("""{ "devices": [ { "name": "A\ud800", "address": "192.0.2.1", "ports": [ { "name": "http", "internal": 80 } ] } ] }""")]
    [InlineData("""{ "devices": [], "\ud800": 1 }""")]
    [InlineData("""{ "devices": { } }""")]
    [InlineData("""{ "devices": [ { "name": "A", "address": "192.0.2.1", "ports": [ { "internal": 70000 } ] } ] }""")]
    [InlineData("""{ "devices": [ 5, "x", null ] }""")]
    public void Reload_BadFile_KeepsTheLastGoodDevicesSaysSoAndIsNotOverwritten(string bad)
    {
        var told = new ConcurrentQueue<LoopEvent>();
        var sut = Open(_folder.State);
        sut.Add(Device("Good", ports: ("http", 80, 8080)));
        sut.Connect(told.Enqueue);
        File.WriteAllText(_folder.State.DevicesFile, bad);

        sut.Reload();

        sut.Current.Devices.ShouldHaveSingleItem().Id.ShouldBe("good");
        told.OfType<LoopEvent.SettingsRead>().Last().Errors.ShouldAllBe(error => error.StartsWith("PH501", StringComparison.Ordinal) && error.Contains("devices.json", StringComparison.Ordinal));
        told.OfType<LoopEvent.SettingsRead>().Last().Errors.ShouldNotBeEmpty();
        sut.Pause("good", paused: true).Refusal!.Reason.ShouldBe(RegistryRefusalReason.FileIsBad);
        File.ReadAllText(_folder.State.DevicesFile).ShouldBe(bad);

        // At a start there is no last good state: the fixed devices alone.
        Open(_folder.State, Device("Fixed", ports: ("http", 80, 8081))).Current.Devices.ShouldHaveSingleItem().Id.ShouldBe("fixed");
    }

    /// <summary>By an editor that saves in the PC's old code page.</summary>
    [Fact]
    public void Reload_FileIsNotUtf8_KeepsTheLastGoodDevicesAndSaysWhatToDo()
    {
        var sut = Open(_folder.State);
        sut.Add(Device("Good", ports: ("http", 80, 8080)));
        File.WriteAllText(_folder.State.DevicesFile, """{ "devices": [ { "name": "Südtür", "address": "192.0.2.9", "ports": [ { "name": "rtsp", "internal": 554 } ] } ] }""", Encoding.Latin1);

        sut.Reload();

        sut.Current.Devices.ShouldHaveSingleItem().Id.ShouldBe("good");
        sut.Errors.ShouldHaveSingleItem().Message.ShouldContain("Save it as UTF-8.");
    }

    [Fact]
    public void Reload_EditedByHand_IsTakenIn()
    {
        var sut = Open(_folder.State);
        File.WriteAllText(_folder.State.DevicesFile, """{ /* by hand */ "devices": [ { "Name": "Yard", "Address": "192.0.2.9", "Ports": [ { "Internal": 554, "External": 8554 } ], }, ] }""");

        sut.Reload();

        sut.Current.Find("yard")!.Settings.Ports[0].Name.ShouldBe("rtsp");
    }

    [Fact]
    public void TakeSettings_CollidesWithAnAddedDevice_TheFixedOneWinsAndThatIsSaid()
    {
        var sut = Open(_folder.State);
        sut.Add(Device("Yard", "192.0.2.1", ("http", 80, 8080)));
        sut.Add(Device("Gate", "192.0.2.2", ("http", 80, 8081)));

        sut.TakeSettings(new PortholeSettings { Devices = [Device("Yard", "192.0.2.3", ("http", 80, 9000))] }, []);

        sut.Current.Devices.Select(device => (device.Id, device.IsFixed)).ShouldBe([("yard", true), ("gate", false)]);
        sut.Errors.ShouldHaveSingleItem().Key.ShouldBe("devices.json Devices[0].Name");

        sut.TakeSettings(new PortholeSettings(), []);
        sut.Errors.ShouldBeEmpty();
        sut.Current.Devices.Select(device => device.Id).ShouldBe(["yard", "gate"]);
    }

    [Fact]
    public void TakeSettings_BadSettings_KeepTheLastGoodOnes()
    {
        var sut = Open(_folder.State, Device("Fixed", ports: ("http", 80, 8080)));

        sut.TakeSettings(new PortholeSettings(), [new SettingsError(null, "Api.Url", "bad")]);

        sut.Current.Devices.ShouldHaveSingleItem();
        sut.Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public void Add_DiskRefuses_ChangesNothingAndSaysSo()
    {
        Directory.CreateDirectory(_folder.State.DevicesFile + ".new");
        var sut = Open(_folder.State);

        var refusal = sut.Add(Device("A", ports: ("http", 80, null))).Refusal;

        refusal!.Reason.ShouldBe(RegistryRefusalReason.NotSaved);
        sut.Current.Devices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_FromManyThreads_AllEndUpInTheFile()
    {
        var sut = Open(_folder.State);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => sut.Add(Device($"Camera {number}", "192.0.2.1", ("http", 80, 10_000 + number))).Refusal.ShouldBeNull())));

        Open(_folder.State).Current.Devices.Length.ShouldBe(40);
    }

    public void Dispose() => _folder.Dispose();
}
