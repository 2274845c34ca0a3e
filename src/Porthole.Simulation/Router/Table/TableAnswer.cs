namespace Porthole.Simulation.Router.Table;

/// <summary>What the table says to a request; each protocol words it in its own codes.</summary>
internal enum TableAnswer
{
    Granted,

    /// <summary>Another host holds the external port.</summary>
    HeldByOther,

    /// <summary>The router's owner, or another program on this machine, holds the external port.</summary>
    HeldByMechanism,

    /// <summary>The permission rules forbid it.</summary>
    Forbidden,

    /// <summary>No room is left.</summary>
    Full,

    /// <summary>The internet connection is down.</summary>
    Down,

    /// <summary>The PCP nonce is not the one the mapping was made with.</summary>
    WrongNonce,
}
