using Porthole.Tray.Feed;

namespace Porthole.Tray.Tests.Support;

/// <summary>A state folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("porthole-tray-");

    public StateFolder State => new(_directory.FullName);

    public void Write(string file, string content) => File.WriteAllText(Path.Combine(_directory.FullName, file), content);

    public void Dispose() => _directory.Delete(recursive: true);
}
