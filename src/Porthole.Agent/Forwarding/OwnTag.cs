using System.Security.Cryptography;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>
/// The mark that this installation leaves in the router's table, by which it knows its own mappings and nobody else's: its name, a tag
/// of its own, a space, the forward. Routers cut descriptions (Mono.Nat), or drop them: what does not show the whole tag is not ours.
/// </summary>
/// <param name="instance">The tag: four hexadecimal digits.</param>
/// <param name="save">Keeps another tag for the next run.</param>
internal sealed class OwnTag(string instance, Action<string> save)
{
    private const int Digits = 4;

    private string _mark = $"{MappingOwners.Mark}{instance}";

    /// <summary>What every description begins with.</summary>
    public string Mark => _mark;

    public static string Make() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    public static bool IsOne(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether an entry was made by this installation, by all that the router shows of it.</summary>
    public bool IsOn(TableEntry entry) =>
        entry.Description.StartsWith(_mark, StringComparison.Ordinal) && (entry.Description.Length == _mark.Length || entry.Description[_mark.Length] == ' ');

    /// <summary>Takes another tag, since somebody else uses this one.</summary>
    public void Renew()
    {
        var tag = Make();
        _mark = $"{MappingOwners.Mark}{tag}";
        save(tag);
    }
}
