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

    public void Dispose() => _folder.Dispose();
}
