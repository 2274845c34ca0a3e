using Porthole.Agent.Hosting;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Hosting;

public sealed class SettingsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("{ \"Porthole\": {\n  \"Devices\": [\n    { \"Name\": \"A\" \"Address\": \"192.168.1.20\" } ] } }", "line 3: ")]
    [InlineData("{ \"Porthole\": {\n", "line 2: ")]
    public void Load_NotJson_NamesTheLine(string text, string place)
    {
        File.WriteAllText(_folder.State.SettingsFile, text);

        var (_, errors) = SettingsFile.Choose(named: null, _folder.State).Load();

        errors.ShouldHaveSingleItem().Message.ShouldStartWith($"{_folder.State.SettingsFile} is not valid JSON: {place}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Choose_SampleBesideTheProgram_IsForRunAlone(bool takesSample)
    {
        using var program = new TemporaryFolder();
        var sample = File.ReadAllText(Path.Combine(Checkout.Folder, "appsettings.json"));
        File.WriteAllText(program.File("appsettings.json"), sample.ReplaceLineEndings("\r\n"));

        var sut = SettingsFile.Choose(named: null, _folder.State, takesSample, program.State.Path);

        var (settings, errors) = sut.Load();
        errors.ShouldBeEmpty();
        settings.Devices.Select(device => device.Name).ShouldBe(takesSample ? ["Front door"] : []);
        sut.IsSample.ShouldBe(takesSample);
    }

    [Fact]
    public void Choose_OwnersFileBesideTheProgram_IsTaken()
    {
        using var program = new TemporaryFolder();
        var sample = File.ReadAllText(Path.Combine(Checkout.Folder, "appsettings.json"));
        File.WriteAllText(program.File("appsettings.json"), sample.Replace("192.168.1.20", "192.168.1.44"));

        var (settings, _) = SettingsFile.Choose(named: null, _folder.State, programFolder: program.State.Path).Load();

        settings.Devices.ShouldHaveSingleItem().Address.ShouldBe(System.Net.IPAddress.Parse("192.168.1.44"));
    }

    [Fact]
    public void Choose_StateFoldersFile_WinsOverTheOneBesideTheProgram()
    {
        using var program = new TemporaryFolder();
        File.Copy(Path.Combine(Checkout.Folder, "appsettings.json"), program.File("appsettings.json"));
        File.WriteAllText(_folder.State.SettingsFile, """{ "Porthole": { "Devices": [] } }""");

        SettingsFile.Choose(named: null, _folder.State, takesSample: true, program.State.Path).Path.ShouldBe(_folder.State.SettingsFile);
    }

    [Fact]
    public void Load_NamedFileIsNotThere_IsAnError() =>
        SettingsFile.Choose(_folder.File("none.json"), _folder.State).Load().Errors.ShouldHaveSingleItem().Message.ShouldContain("There is no settings file");

    public void Dispose() => _folder.Dispose();
}
